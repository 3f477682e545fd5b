using System.Text;
using System.Text.Json;
using KubeTask.Core.Events;

namespace KubeTask.Core.Tests.Events;

/// <summary>What goes over the wire between scaler and functions.</summary>
public sealed class KubeTaskEventTests
{
    private static readonly KubeTaskEvent s_key = new()
    {
        Id = "1",
        Type = EventType.JobCompleted,
        Source = "/kubetask/scaler",
        Subject = "ns/t-job",
        Task = "t",
    };

    private static readonly KubeTaskEvent s_full = s_key with
    {
        Observed = new TaskObservation("task-uid", "t-job", "p", "job-uid") { LostBeforeStart = true },
        Surplus = "task-uid",
        Created = "t",
        Data = new EventData
        {
            Task = Raw("""{"metadata":{"name":"t"},"x":[1, 2]}"""),
            EndedPod = Raw("""{"kind":"Pod"}"""),
            Pods = ["p"],
            Seen = new SeenVersions(Tasks: "1", Agents: "2", Contexts: "3", Configs: "4"),
        },
    };

    [Fact]
    public void Objects_are_written_as_they_are()
    {
        string json = JsonSerializer.Serialize(s_full, EventJson.Default.KubeTaskEvent);
        const string Data = """
            {"task":{"metadata":{"name":"t"},"x":[1, 2]},"endedPod":{"kind":"Pod"},"pods":["p"],
            """;
        const string Seen = """
            "seen":{"tasks":"1","agents":"2","contexts":"3","configs":"4"}}
            """;
        Assert.Contains($"\"data\":{Data}{Seen}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        string json = JsonSerializer.Serialize(s_full, EventJson.Default.KubeTaskEvent);
        KubeTaskEvent read = JsonSerializer.Deserialize(json, EventJson.Default.KubeTaskEvent)!;
        Assert.Equal(json, JsonSerializer.Serialize(read, EventJson.Default.KubeTaskEvent));
        Assert.Equal(s_full.Observed, read.Observed);
        Assert.Equal("""{"kind":"Pod"}""", Encoding.UTF8.GetString(read.Data!.EndedPod!.Value.Utf8.Span));
    }

    [Fact]
    public void Of_an_event_from_anybody_only_the_key_is_left() => Assert.Equal(s_key, s_full.WithoutObservations());

    private static RawJson Raw(string json) => new(Encoding.UTF8.GetBytes(json));
}
