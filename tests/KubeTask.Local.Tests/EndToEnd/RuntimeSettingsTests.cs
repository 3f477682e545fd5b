using System.Text.Json.Nodes;
using KubeTask.Local.Cluster;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>
/// The runtime settings of the processes. A misspelt property of a project file fails silently, so the tests read the built files.
/// </summary>
public sealed class RuntimeSettingsTests
{
    public static TheoryData<string> Programs => [RepositoryLayout.Find().Scaler, RepositoryLayout.Find().Functions];

    [Theory]
    [MemberData(nameof(Programs), DisableDiscoveryEnumeration = true)]
    public void Processes_run_with_one_heap_and_without_spinning_threads(string program)
    {
        JsonNode settings = JsonNode.Parse(File.ReadAllText(program + ".runtimeconfig.json"))!["runtimeOptions"]!["configProperties"]!;
        Assert.Equal(
            (false, false, 0),
            (
                (bool)settings["System.GC.Server"]!,
                (bool)settings["System.GC.Concurrent"]!,
                (int)settings["System.Threading.ThreadPool.UnfairSemaphoreSpinLimit"]!
            )
        );
    }
}
