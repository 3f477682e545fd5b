using KubeTask.Local.Cluster;

namespace KubeTask.Local.Demo;

/// <summary>What a person can do next.</summary>
internal static class RunInstructions
{
    public static string For(LocalCluster cluster) => $"""

        In another terminal:

          export KUBECONFIG={cluster.Kubeconfig}
          kubectl apply -f examples/
          kubectl get tasks -n kubetask-system -w
          kubectl get deployment -n kubetask-system -w     # the functions: 0 → 1 → 0
          kubectl logs -n kubetask-system job/update-service-a-job -f

        Logs of the parts are in {Path.Combine(Path.GetDirectoryName(cluster.Kubeconfig)!, "logs")}. Ctrl-C ends everything.

        """;

    public static string AfterDemo(RepositoryLayout layout) => $"""

        Everything that the demo started has ended. To go on by hand, leave this running in one terminal:

          make run

        and in another:

          export KUBECONFIG={Path.Combine(layout.State, "run", "kubeconfig")}
          kubectl apply -f examples/
          kubectl get tasks -n kubetask-system -w
        """;
}
