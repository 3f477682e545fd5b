using KubeTask.RecordTranscripts;
using KubeTask.Testing.Transcripts;

// KUBECONFIG=… dotnet run --project hack/RecordTranscripts [theme…]
if (Environment.GetEnvironmentVariable("KUBECONFIG") is not { Length: > 0 } kubeconfig)
{
    await Console.Error.WriteLineAsync("KUBECONFIG must name the cluster whose answers are to be recorded.");
    return 1;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};

string root = Repository.Root();
string transcripts = Path.Combine(root, "tests", "KubeTask.Local.Tests", "Transcripts");
using var connection = ApiConnection.FromKubeconfig(kubeconfig);
var cluster = new Cluster(connection, TimeProvider.System);
await cluster.ApplyCrdsAsync(Path.Combine(root, "charts", "kubetask", "files", "crds"), interrupted.Token);
foreach (
    Scenario? scenario in Scenario.ReadAll(Path.Combine(transcripts, "scenarios")).Where(s => args.Length == 0 || args.Contains(s.Theme))
)
{
    await cluster.RemoveNamespaceAsync(scenario.Namespace, interrupted.Token);
    await cluster.CreateNamespaceAsync(scenario.Namespace, interrupted.Token);
    Transcript transcript = await new ScenarioRunner(connection, TimeProvider.System).RunAsync(scenario, interrupted.Token);
    transcript.Write(Path.Combine(transcripts, "recorded", scenario.Theme + ".json"));
    await cluster.RemoveNamespaceAsync(scenario.Namespace, interrupted.Token);
    Console.WriteLine($"{scenario.Theme}: {transcript.Exchanges.Count} exchanges");
    foreach (RecordedExchange? silent in transcript.Exchanges.Where(e => e.Status == 0 || (e.Body?.ToString().StartsWith('(') ?? false)))
        Console.WriteLine($"  {silent.Name}: {silent.Body}");
}

return 0;
