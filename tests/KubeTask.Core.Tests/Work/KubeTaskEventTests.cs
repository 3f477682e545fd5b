using System.Text.Json;
using KubeTask.Core.Events;

namespace KubeTask.Core.Tests.Work;

/// <summary>What the scaler sends to the functions.</summary>
public sealed class KubeTaskEventTests
{
    [Fact]
    public void An_event_is_a_CloudEvent_whose_subject_is_a_key()
    {
        var one = new KubeTaskEvent
        {
            Id = "1",
            Type = EventType.TaskChanged,
            Source = "/x",
            Subject = "ns/t",
        };

        Assert.Equal("1.0", one.SpecVersion);
        Assert.Equal((new ObjectKey("ns", "t"), null), one.ParseSubject());
        Assert.StartsWith("subject: ", (one with { Subject = "t" }).ParseSubject().Error, StringComparison.Ordinal);
        Assert.Null(one.Observed);
    }

    [Fact]
    public void An_event_carries_what_was_observed_of_an_attempt_as_extension_attributes()
    {
        var observed = new TaskObservation("task-uid", "t-job", "t-job-x", "job-uid") { LostBeforeStart = true };

        string sent = JsonSerializer.Serialize(
            new KubeTaskEvent
            {
                Id = "1",
                Type = EventType.JobCompleted,
                Source = "/x",
                Subject = "ns/t-job",
                Observed = observed,
            },
            EventJson.Default.KubeTaskEvent
        );

        Assert.Equal(
            """{"specversion":"1.0","id":"1","type":"io.kubetask.job.completed.v1","source":"/x","subject":"ns/t-job","""
                + """ "taskuid":"task-uid","job":"t-job","jobuid":"job-uid","pod":"t-job-x","lostbeforestart":true}""".TrimStart(),
            sent
        );
        Assert.Equal(observed, JsonSerializer.Deserialize(sent, EventJson.Default.KubeTaskEvent)!.Observed);
    }
}
