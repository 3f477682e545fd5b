using System.Globalization;
using k8s;
using KubeTask.DryRun;
using KubeTask.Kubernetes.Api;

// KUBECONFIG=… dotnet run --project hack/DryRun [tasks [seed]]
if (Environment.GetEnvironmentVariable("KUBECONFIG") is not { Length: > 0 })
{
    await Console.Error.WriteLineAsync("KUBECONFIG must name the cluster that gets the dry-run requests.");
    return 1;
}

int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2000;
uint seed = args.Length > 1 ? uint.Parse(args[1], CultureInfo.InvariantCulture) : 1;
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};

using var api = new ApiClient(KubernetesClientConfiguration.BuildDefaultConfig(), TimeProvider.System, new Random(0));
var asked = new AskedCluster(api);
IReadOnlyList<string> refusals = await asked.AskAsync(StartedTask.Draw(seed).Take(count), interrupted.Token);
foreach (string refusal in refusals.Take(10))
    Console.WriteLine(refusal);
Console.WriteLine($"{count} Tasks (seed {seed}), {asked.Objects} Jobs and ConfigMaps: {refusals.Count} refused");
return refusals.Count == 0 ? 0 : 1;
