namespace KubeTask.FunctionsHost;

internal static class Usage
{
    public const string Text = $"""
        kubetask-functions-host: runs a folder of Azure Functions where there is no Azure Functions host.

        It reads the folder's host.json. With a section customHandler it starts that program, and calls it as function.json files say.
        Without one it starts the isolated worker that worker.config.json describes, and speaks the host's gRPC protocol with it. Both
        get their HTTP requests and their timers as from the real host, with the real host's limits.

        --app FOLDER        the folder of the app; otherwise {HostSettings.AppVariable}
        --port N            the port; otherwise {HostSettings.PortVariable}, otherwise that of {HostSettings.UrlsVariable}, otherwise 8080
        --silence SECONDS   cut a call in which nobody has sent anything for this time (240, as the real host does)
        --exit-with-stdin   end when standard input ends
        --help              this text

        It listens on 127.0.0.1, or on all addresses if {HostSettings.UrlsVariable} says so (http://+:8080), as in an image.

        The worker, or the custom handler, ends with this process: it gets KUBETASK_EXIT_WITH_STDIN=true and should end when its standard
        input ends. One that ends with another code than 0 is started again; one that ends with 0 is not, and every call then fails.
        """;
}
