using k8s;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>Makes a Task at each due time of a schedule.</summary>
[CustomResource("CronTask", "crontasks", "crontask", "kct")]
[PrinterColumn("Schedule", "string", ".spec.schedule")]
[PrinterColumn("TimeZone", "string", ".spec.timeZone")]
[PrinterColumn("Suspend", "boolean", ".spec.suspend")]
[PrinterColumn("Active", "string", ".status.active[*].name", Description = "The Tasks that have not ended")]
[PrinterColumn("Last Schedule", "date", ".status.lastScheduleTime")]
[PrinterColumn("Next", "string", ".status.nextScheduleTime")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed record V1Alpha1CronTask : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = KubeTaskApi.GroupVersion;
    public string Kind { get; set; } = "CronTask";
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>When Tasks are made, and what they look like.</summary>
    public required V1Alpha1CronTaskSpec Spec { get; init; }

    /// <summary>What the schedule has brought about. Written by KubeTask.</summary>
    public V1Alpha1CronTaskStatus? Status { get; init; }
}
