using k8s;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>How Tasks run: image, credentials, default contexts, scheduling.</summary>
[CustomResource("Agent", "agents", "agent", "kta")]
[PrinterColumn("Image", "string", ".spec.agentImage", Description = "The agent's image")]
[PrinterColumn("ServiceAccount", "string", ".spec.serviceAccountName", Description = "The ServiceAccount of its pods")]
[PrinterColumn("Running", "integer", ".status.running", Description = "Tasks that hold a slot now")]
[PrinterColumn("Queued", "integer", ".status.queued", Description = "Tasks that wait for a slot")]
[PrinterColumn("Max", "integer", ".spec.maxConcurrentTasks", Description = "Tasks that may run at once")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed record V1Alpha1Agent : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = KubeTaskApi.GroupVersion;
    public string Kind { get; set; } = "Agent";
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>How the Tasks of this Agent run.</summary>
    public required V1Alpha1AgentSpec Spec { get; init; }

    /// <summary>The slots of this Agent, and what its Tasks have used. Written by KubeTask.</summary>
    public V1Alpha1AgentStatus? Status { get; init; }
}
