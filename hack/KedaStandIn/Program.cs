using System.Text.Json;
using k8s;
using KubeTask.KedaStandIn;
using KubeTask.Local.Keda;
using Microsoft.Extensions.Logging;

// Plays KEDA for one ScaledObject with a trigger of type external-push, in a cluster that has no KEDA.
//
//   KUBECONFIG=… kubetask-keda NAMESPACE NAME [SCALER]
if (args.Length is not (2 or 3))
{
    await Console.Error.WriteLineAsync(
        "usage: kubetask-keda NAMESPACE NAME [SCALER]; the ScaledObject, and where its scaler is instead (HOST:PORT). "
            + "KUBECONFIG names the cluster"
    );
    return 2;
}

using var stop = new CancellationTokenSource();
using var interrupted = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM,
    signal =>
    {
        signal.Cancel = true;
        stop.Cancel();
    }
);
using ILoggerFactory logging = LoggerFactory.Create(log =>
    log.AddSimpleConsole(o => (o.SingleLine, o.UseUtcTimestamp, o.TimestampFormat) = (true, true, "HH:mm:ss.fff "))
);
using var kubernetes = new k8s.Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig());
try
{
    object found = await kubernetes.CustomObjects.GetNamespacedCustomObjectAsync(
        "keda.sh",
        "v1alpha1",
        args[0],
        "scaledobjects",
        args[1],
        stop.Token
    );
    (string deployment, KedaSettings settings) = ScaledObject.Read(JsonSerializer.SerializeToNode(found)!);
    if (args.Length == 3)
        settings = settings with { ScalerAddress = new Uri("http://" + args[2]) };
    using var target = new DeploymentTarget(kubernetes, args[0], deployment, TimeProvider.System, logging.CreateLogger<DeploymentTarget>());
    target.ScaleTo(0);
    var keda = new KedaStandIn(settings, target, TimeProvider.System, logging.CreateLogger<KedaStandIn>());
    await Task.WhenAll(target.RunAsync(stop.Token), keda.RunAsync(stop.Token));
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync($"ScaledObject {args[0]}/{args[1]}: {e.Message}");
    return 1;
}
