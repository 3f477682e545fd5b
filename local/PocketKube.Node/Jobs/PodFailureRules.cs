using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>Evaluates a Job's podFailurePolicy as Kubernetes' job controller does (pkg/controller/job/pod_failure_policy.go).</summary>
internal static class PodFailureRules
{
    /// <summary>The first rule that a failed pod matches.</summary>
    /// <param name="Action">FailJob, Ignore or Count.</param>
    /// <param name="Message">What matched, for the Job's condition.</param>
    public sealed record RuleMatch(string Action, string Message);

    /// <returns>Null if no rule matches; the failure then counts.</returns>
    public static RuleMatch? Match(V1PodFailurePolicy? policy, V1Pod pod)
    {
        IList<V1PodFailurePolicyRule> rules = policy?.Rules ?? [];
        for (int i = 0; i < rules.Count; i++)
        {
            V1PodFailurePolicyRule rule = rules[i];
            string name = $"{pod.Metadata.NamespaceProperty}/{pod.Metadata.Name}";
            if (rule.OnExitCodes is { } exitCodes)
            {
                if (Container(exitCodes, pod) is { } container)
                {
                    return new(
                        rule.Action,
                        $"Container {container.Name} for pod {name} failed with exit code {container.State.Terminated.ExitCode} matching "
                            + $"{rule.Action} rule at index {i}"
                    );
                }
            }
            else if (Condition(rule, pod) is { } condition)
            {
                return new(rule.Action, $"Pod {name} has condition {condition.Type} matching {rule.Action} rule at index {i}");
            }
        }
        return null;
    }

    private static V1ContainerStatus? Container(V1PodFailurePolicyOnExitCodesRequirement wanted, V1Pod pod) =>
        (pod.Status?.ContainerStatuses ?? [])
            .Concat(pod.Status?.InitContainerStatuses ?? [])
            .FirstOrDefault(c =>
                c.State?.Terminated is { ExitCode: not 0 } end
                && (wanted.ContainerName is null || wanted.ContainerName == c.Name)
                && wanted.Values.Contains(end.ExitCode) == (wanted.OperatorProperty == "In")
            );

    private static V1PodCondition? Condition(V1PodFailurePolicyRule rule, V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(c =>
            rule.OnPodConditions?.Any(wanted => wanted.Type == c.Type && wanted.Status == c.Status) == true
        );
}
