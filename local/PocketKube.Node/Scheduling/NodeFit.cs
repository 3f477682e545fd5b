using System.Globalization;
using k8s.Models;

namespace PocketKube.Node.Scheduling;

/// <summary>
/// Whether a pod may run on a node: the scheduler's filters for cordoned nodes, taints, nodeSelector and required node affinity, in its
/// order and in its words. Pure.
/// </summary>
internal static class NodeFit
{
    private const string Cordoned = "node.kubernetes.io/unschedulable";

    /// <param name="node">Null: there is none.</param>
    /// <returns>Why it may not, as the condition PodScheduled says it; null if it may.</returns>
    public static string? Unfit(V1Pod pod, V1Node? node)
    {
        if (node is null)
            return "no nodes available to schedule pods";
        return Reason(pod.Spec, node) is { } reason ? $"0/1 nodes are available: 1 node(s) {reason}." : null;
    }

    private static string? Reason(V1PodSpec pod, V1Node node)
    {
        var cordoned = new V1Taint { Key = Cordoned, Effect = "NoSchedule" };
        if (node.Spec?.Unschedulable == true && !Tolerates(pod, cordoned))
            return "were unschedulable";
        // The node controller marks a cordoned node with a taint, too; it was dealt with above.
        V1Taint? taint = node.Spec?.Taints?.FirstOrDefault(t => t.Effect is "NoSchedule" or "NoExecute" && !Tolerates(pod, t));
        if (taint is not null)
            return $"had untolerated taint {{{taint.Key}: {taint.Value}}}";
        IDictionary<string, string> labels = node.Metadata.Labels ?? new Dictionary<string, string>();
        V1NodeSelector? required = pod.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        return
            (pod.NodeSelector ?? new Dictionary<string, string>()).All(l =>
                labels.TryGetValue(l.Key, out string? value) && value == l.Value
            ) && (required is null || required.NodeSelectorTerms.Any(t => Matches(t, labels, node.Metadata.Name)))
            ? null
            : "didn't match Pod's node affinity/selector";
    }

    private static bool Tolerates(V1PodSpec pod, V1Taint taint) =>
        pod.Tolerations?.Any(t =>
            (string.IsNullOrEmpty(t.Effect) || t.Effect == taint.Effect)
            && (string.IsNullOrEmpty(t.Key) || t.Key == taint.Key)
            && (t.OperatorProperty == "Exists" || (!string.IsNullOrEmpty(t.Key) && (t.Value ?? "") == (taint.Value ?? "")))
        ) == true;

    private static bool Matches(V1NodeSelectorTerm term, IDictionary<string, string> labels, string name)
    {
        IList<V1NodeSelectorRequirement> expressions = term.MatchExpressions ?? [];
        IList<V1NodeSelectorRequirement> fields = term.MatchFields ?? [];
        // A term without any requirement matches no node.
        return expressions.Count + fields.Count > 0
            && expressions.All(e => Matches(e, labels.TryGetValue(e.Key, out string? value) ? value : null))
            && fields.All(f => Matches(f, f.Key == "metadata.name" ? name : null));
    }

    private static bool Matches(V1NodeSelectorRequirement requirement, string? value) =>
        requirement.OperatorProperty switch
        {
            "In" => value is not null && requirement.Values?.Contains(value) == true,
            "NotIn" => value is null || requirement.Values?.Contains(value) != true,
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            "Gt" => Compare(requirement, value) > 0,
            "Lt" => Compare(requirement, value) < 0,
            _ => false,
        };

    /// <returns>Null where one of the two is no whole number.</returns>
    private static int? Compare(V1NodeSelectorRequirement requirement, string? value) =>
        requirement.Values is [var limit] && Number(limit) is { } right && Number(value) is { } left ? left.CompareTo(right) : null;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
