using k8s;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>Creates a Task at each due time of a schedule.</summary>
[CustomResource("CronTask", "crontasks", "crontask", "kct")]
[PrinterColumn("Schedule", "string", ".spec.schedule")]
[PrinterColumn("TimeZone", "string", ".spec.timeZone")]
[PrinterColumn("Suspend", "boolean", ".spec.suspend")]
[PrinterColumn("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status", Description = "Whether it can create Tasks")]
[PrinterColumn("Active", "string", ".status.active[*].name", Description = "The Tasks that have not ended")]
[PrinterColumn("Last Schedule", "date", ".status.lastScheduleTime")]
[PrinterColumn("Next", "string", ".status.nextScheduleTime")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed record V1Alpha1CronTask : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = KubeTaskApi.GroupVersion;
    public string Kind { get; set; } = "CronTask";
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>When to create Tasks, and what they look like.</summary>
    public required V1Alpha1CronTaskSpec Spec { get; init; }

    /// <summary>The Tasks that the schedule has created, and the next due time. Written by KubeTask.</summary>
    public V1Alpha1CronTaskStatus? Status { get; init; }
}
