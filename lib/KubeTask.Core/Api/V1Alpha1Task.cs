using k8s;
using k8s.Models;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>
/// One piece of work for an AI agent. KubeTask creates a Job that runs the agent, and reports its progress in the status.
/// </summary>
[CustomResource("Task", "tasks", "task", "kt")]
[PrinterColumn("Phase", "string", ".status.phase", Description = "Where the Task is: Pending, Queued, Running, Completed or Failed")]
[PrinterColumn("Agent", "string", ".spec.agentRef", Description = "The Agent that runs it")]
[PrinterColumn("Job", "string", ".status.jobName", Description = "The Job of the current attempt")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[PrinterColumn("Exit", "integer", ".status.exitCode", Priority = 1, Description = "The agent's exit code")]
[PrinterColumn("Tokens", "integer", ".status.usage.totalTokens", Priority = 1, Description = "The tokens of all attempts")]
[PrinterColumn("Cost", "number", ".status.usage.costUSD", Priority = 1, Description = "The cost of all attempts in US dollars")]
[PrinterColumn("Message", "string", ".status.message", Priority = 1, Description = "What happened, in one line")]
[CelRule(
    "!has(oldSelf.status) || !has(oldSelf.status.phase) || "
        + "(oldSelf.status.phase in ['Pending', 'Queued'] && !has(oldSelf.status.startTime)) || self.spec == oldSelf.spec",
    RuleText.SpecIsFixed
)]
public sealed record V1Alpha1Task : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = KubeTaskApi.GroupVersion;
    public string Kind { get; set; } = "Task";
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What to do, which Agent does it, and what it needs to know.</summary>
    public required V1Alpha1TaskSpec Spec { get; init; }

    /// <summary>The progress of the Task. Written by KubeTask.</summary>
    [Default("""{"phase":"Pending"}""")]
    public V1Alpha1TaskStatus? Status { get; init; }
}
