using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Registry;

/// <summary>Options of a delete, from its body or, where that is empty, its query.</summary>
internal sealed record DeleteOptions
{
    public static readonly DeleteOptions Background = new() { PropagationPolicy = "Background" };

    public long? GracePeriodSeconds { get; init; }

    /// <summary>Foreground, Background, Orphan, or empty for the resource's default.</summary>
    public string PropagationPolicy { get; init; } = "";

    public bool DryRun { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    /// <exception cref="StatusException">400: an option with a value that it can't have.</exception>
    public static DeleteOptions Parse(JsonNode? body, IQueryCollection query)
    {
        if (body is not null and not JsonObject)
            throw Failures.BadRequest("DeleteOptions must be an object");

        RequireTypes(body as JsonObject ?? []);
        string policy = body.Text("propagationPolicy") ?? query["propagationPolicy"].ToString();
        if (policy is not ("" or "Foreground" or "Background" or "Orphan"))
        {
            throw Failures.Invalid(
                "meta.k8s.io",
                "DeleteOptions",
                "",
                [FieldError.NotSupported("propagationPolicy", policy, ["Foreground", "Background", "Orphan", "nil"])]
            );
        }

        bool? orphan = body.Flag("orphanDependents")
            ?? (bool.TryParse(query["orphanDependents"].ToString(), out bool asked) ? asked : null);
        return new()
        {
            GracePeriodSeconds = body.Number("gracePeriodSeconds")
                ?? (
                    long.TryParse(
                        query["gracePeriodSeconds"].ToString(),
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out long grace
                    )
                        ? grace
                        : null
                ),
            PropagationPolicy =
                policy.Length > 0
                    ? policy
                    : orphan switch
                    {
                        true => "Orphan",
                        false => "Background",
                        null => "",
                    },
            DryRun = WriteOptions.IsDryRun(body.Array("dryRun")?.FirstOrDefault().AsText() ?? query["dryRun"].ToString(), "DeleteOptions"),
            Uid = body.Object("preconditions").Text("uid"),
            ResourceVersion = body.Object("preconditions").Text("resourceVersion"),
        };
    }

    // A misspelled option must not become a delete without preconditions.
    private static void RequireTypes(JsonObject body)
    {
        foreach ((string? field, JsonNode? value) in body)
        {
            bool right =
                value is null
                || field switch
                {
                    "preconditions" => value is JsonObject conditions
                        && conditions.All(c => c.Value is null || c.Value.AsText() is not null),
                    "gracePeriodSeconds" => value.AsInteger() is not null,
                    "orphanDependents" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
                    "dryRun" => value is JsonArray all && all.All(d => d.AsText() is not null),
                    "kind" or "apiVersion" or "propagationPolicy" => value.AsText() is not null,
                    _ => true,
                };
            if (!right)
                throw Failures.BadRequest($"v1.DeleteOptions.{field}: can't be {value!.ToJsonString()}");
        }
    }
}
