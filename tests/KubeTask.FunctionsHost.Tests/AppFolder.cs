namespace KubeTask.FunctionsHost.Tests;

/// <summary>A folder with a small app, for one test.</summary>
internal sealed class AppFolder : IDisposable
{
    public const string Proxying = """ "enableProxyingHttpRequest": true, "enableForwardingHttpRequest": true """;
    public const string Forwarding = """ "enableForwardingHttpRequest": true """;

    public string Path { get; } = Directory.CreateTempSubdirectory("kubetask-functions-host-tests").FullName;

    /// <summary>An app around a program that is a custom handler.</summary>
    public static AppFolder WithHandler(string program, string ways, params (string Name, string Binding)[] functions)
    {
        var folder = new AppFolder();
        folder.Write(
            "host.json",
            $$$"""
            {
              // As in a real app, with a comment.
              "extensions": { "http": { "routePrefix": "" } },
              "customHandler": { "description": { "defaultExecutablePath": "{{{program}}}" }, {{{ways}}} }
            }
            """
        );
        foreach ((string name, string binding) in functions)
            folder.Write($"{name}/function.json", $$"""{ "bindings": [ {{binding}} ] }""");
        return folder;
    }

    public static (string Name, string Binding) Http(string name, string route, string method) =>
        (name, $$"""{ "type": "httpTrigger", "authLevel": "anonymous", "name": "r", "methods": ["{{method}}"], "route": "{{route}}" }""");

    public static (string Name, string Binding) Timer(string name, string schedule) =>
        (name, $$"""{ "type": "timerTrigger", "name": "tick", "schedule": "{{schedule}}" }""");

    public AppFolder Write(string file, string text)
    {
        string path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
