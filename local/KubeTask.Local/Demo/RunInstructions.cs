using KubeTask.Local.Cluster;

namespace KubeTask.Local.Demo;

/// <summary>What a person can do next.</summary>
internal static class RunInstructions
{
    public static string For(LocalCluster cluster) =>
        $"""

            In another terminal:

              export KUBECONFIG={cluster.Kubeconfig}
              kubectl apply -f examples/
              kubectl get tasks -n kubetask-system -w
              kubectl get deployment -n kubetask-system -w     # the functions: 0 → 1 → 0
              kubectl logs -n kubetask-system job/update-service-a-job -f

            Or without kubectl: Tasks over HTTP are at {cluster.Submissions}api/v1/namespaces/default/tasks
            (the page of the interface: {cluster.Submissions}docs; the console, if `make console` has built it:
            {cluster.Submissions}console/, with the token in {cluster.TokenFile}). This submits one to the Agent in the namespace default,
            and waits until it has finished:

              {Curl(cluster)}

            Logs of the parts are in {Path.Combine(Path.GetDirectoryName(cluster.Kubeconfig)!, "logs")}. Ctrl-C ends everything.

            """;

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
