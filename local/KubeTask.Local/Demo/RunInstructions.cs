using KubeTask.Local.Cluster;

namespace KubeTask.Local.Demo;

/// <summary>What a person can do next.</summary>
internal static class RunInstructions
{
    public static string For(RepositoryLayout layout, LocalCluster cluster) =>
        $"""

            {Console(layout, cluster)}

            In another terminal:

              export KUBECONFIG={cluster.Kubeconfig}
              kubectl apply -f examples/
              kubectl get tasks -n kubetask-system -w
              kubectl get deployment -n kubetask-system -w     # the functions: 0 → 1 → 0
              kubectl logs -n kubetask-system job/update-service-a-job -f

            Or without kubectl: Tasks over HTTP are at {cluster.Submissions}api/v1/namespaces/default/tasks
            (the page of the interface: {cluster.Submissions}docs). This submits one to the Agent in the namespace default, and waits until
            it has finished:

              {Curl(cluster)}

            Logs of the parts are in {Path.Combine(Path.GetDirectoryName(cluster.Kubeconfig)!, "logs")}. Ctrl-C ends everything.

            """;

    /// <summary>
    /// The address of the console. What follows the # stays in the browser: it is in no request, and the page removes it from the address.
    /// </summary>
    private static string Console(RepositoryLayout layout, LocalCluster cluster) =>
        Directory.Exists(layout.ConsolePage)
            ? $"""
                Console: {cluster.Submissions}console/#token={cluster.Token}

                With the token in {cluster.ViewerTokenFile} you may only look,
                with the one in {cluster.GuestTokenFile} only in the namespace {LocalUsers.GuestNamespace}.
                """
            : "There is no console: this was built without it (make console, with node 20.19 or newer).";

    /// <summary>A command that works as it stands.</summary>
    private static string Curl(LocalCluster cluster) =>
        $"curl -H \"Authorization: Bearer $(cat {cluster.TokenFile})\" -H 'Content-Type: application/json' -d "
        + $"'{{\"description\": \"Say hello\"}}' '{cluster.Submissions}api/v1/namespaces/default/tasks?wait=60s'";

    public static string AfterDemo(RepositoryLayout layout) =>
        $"""

            Everything that the demo started has ended. To go on by hand, leave this running in one terminal:

              make run

            and in another:

              export KUBECONFIG={Path.Combine(layout.State, "run", "kubeconfig")}
              kubectl apply -f examples/
              kubectl get tasks -n kubetask-system -w
            """;
}
