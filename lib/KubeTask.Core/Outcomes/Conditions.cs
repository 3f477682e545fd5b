using System.Collections.Immutable;
using k8s.Models;

namespace KubeTask.Core.Outcomes;

/// <summary>Conditions in Kubernetes' standard form. The transition time changes only when the status does.</summary>
public static class Conditions
{
    public const string True = "True";
    public const string False = "False";

    public static V1Condition? Find(IReadOnlyList<V1Condition>? conditions, string type) => conditions?.FirstOrDefault(c => c.Type == type);

    public static bool IsTrue(IReadOnlyList<V1Condition>? conditions, string type) => Find(conditions, type)?.Status == True;

    /// <summary>The list with the condition set, in its old position or at the end.</summary>
    public static ImmutableList<V1Condition> Set(
        this ImmutableList<V1Condition> conditions,
        string type,
        bool status,
        string reason,
        string message,
        DateTimeOffset now,
        long? generation
    )
    {
        V1Condition? old = Find(conditions, type);
        string value = status ? True : False;
        var condition = new V1Condition
        {
            Type = type,
            Status = value,
            Reason = reason,
            Message = message,
            LastTransitionTime = old?.Status == value ? old.LastTransitionTime : now.UtcDateTime,
            ObservedGeneration = generation,
        };
        return old is null ? conditions.Add(condition) : conditions.Replace(old, condition);
    }

    public static ImmutableList<V1Condition> Without(this ImmutableList<V1Condition> conditions, string type) =>
        conditions.RemoveAll(c => c.Type == type);
}
