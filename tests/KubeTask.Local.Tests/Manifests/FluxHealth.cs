using System.Text.Json.Nodes;
using PocketKube.ApiServer.Crd.Cel;

namespace KubeTask.Local.Tests.Manifests;

/// <summary>
/// What Flux concludes from the expressions of a Kustomization (<c>spec.healthCheckExprs</c>): first whether the status is about the
/// present spec, then inProgress, failed and current, in this order.
/// </summary>
internal static class FluxHealth
{
    public const string InProgress = nameof(InProgress);
    public const string Failed = nameof(Failed);
    public const string Current = nameof(Current);

    /// <summary>The result for an object.</summary>
    /// <exception cref="CelException">An expression has no value. Flux then tries again until its timeout.</exception>
    public static string Of(JsonObject expressions, JsonObject o)
    {
        if (o["status"]?["observedGeneration"] is { } observed && !JsonNode.DeepEquals(observed, o["metadata"]?["generation"]))
            return InProgress;
        foreach ((string field, string result) in new[] { ("inProgress", InProgress), ("failed", Failed), ("current", Current) })
        {
            if (expressions[field] is { } expression && CelParser.Parse((string)expression!).Evaluate(Variables(o)) is true)
                return result;
        }

        return InProgress;
    }

    /// <summary>The fields of the object are the variables; one that is absent isn't declared.</summary>
    private static CelScope Variables(JsonObject o) =>
        o.Aggregate(new CelScope("", null), (scope, field) => new CelScope(field.Key, CelValue.Of(field.Value), scope));
}
