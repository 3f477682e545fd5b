using k8s;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>Knowledge that Agents and Tasks share: text, a ConfigMap, or a Git repository.</summary>
[CustomResource("Context", "contexts", "context", "ktx")]
[PrinterColumn("Type", "string", ".spec.type", Description = "Inline, ConfigMap, Git or MCP")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed record V1Alpha1Context : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = KubeTaskApi.GroupVersion;
    public string Kind { get; set; } = "Context";
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Where the knowledge comes from.</summary>
    public required V1Alpha1ContextSpec Spec { get; init; }
}
