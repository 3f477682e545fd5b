using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Kinds.PodSpecs;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Rules of Pods.</summary>
internal sealed class PodRules : ObjectRules
{
    /// <summary>
    /// Fields of a pod's spec that can change. nodeName is among them for the node that takes an unscheduled pod: there is no
    /// scheduler that would bind it.
    /// </summary>
    private static readonly HashSet<string> s_mutable = new(StringComparer.Ordinal)
    {
        "activeDeadlineSeconds",
        "tolerations",
        "terminationGracePeriodSeconds",
        "nodeName",
    };

    public override void Default(JsonObject value)
    {
        JsonObject spec = value.Ensure("spec");
        PodTemplate.Default(spec);
        PodResources.DefaultRequests(PodTemplate.ContainersOf(spec));
        spec.Default("enableServiceLinks", true);
    }

    public override void PrepareForCreate(JsonObject value)
    {
        JsonObject spec = value.Ensure("spec");
        // What the ServiceAccount admission plugin does.
        spec.Default("serviceAccountName", "default");
        spec.Default("serviceAccount", spec.Text("serviceAccountName") ?? "default");
        value["status"] = new JsonObject
        {
            ["phase"] = "Pending",
            ["qosClass"] = PodResources.QosClass([.. PodTemplate.ContainersOf(spec)]),
        };
    }

    public override void Validate(JsonObject value, List<FieldError> errors) => PodTemplate.Validate(value.Ensure("spec"), "spec", errors);

    public override void Warn(JsonObject value, List<string> warnings) => PodTemplate.Warn(value.Ensure("spec"), "spec", warnings);

    public override void ValidateUpdate(JsonObject value, JsonObject current, List<FieldError> errors)
    {
        JsonObject before = current.Object("spec") ?? [];
        JsonObject after = value.Object("spec") ?? [];
        if (
            !JsonNode.DeepEquals(Fixed(before), Fixed(after))
            || (before.Text("nodeName") is { Length: > 0 } node && after.Text("nodeName") != node)
        )
        {
            errors.Add(
                FieldError.Forbidden(
                    "spec",
                    "pod updates may not change fields other than "
                        + "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                        + "`spec.tolerations` (only additions to existing "
                        + "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was "
                        + "previously negative)"
                )
            );
        }

        if (before.Number("activeDeadlineSeconds") is { } old)
        {
            long? deadline = after.Number("activeDeadlineSeconds");
            if (deadline is null)
            {
                errors.Add(FieldError.Invalid("spec.activeDeadlineSeconds", null, "must not update from a positive integer to nil value"));
            }
            else if (deadline > old)
            {
                errors.Add(
                    FieldError.Invalid(
                        "spec.activeDeadlineSeconds",
                        JsonValue.Create(deadline),
                        "must be less than or equal to previous value"
                    )
                );
            }
        }
    }

    private static JsonObject Fixed(JsonObject spec)
    {
        var rest = (JsonObject)spec.DeepClone();
        foreach (string field in s_mutable)
            _ = rest.Remove(field);

        foreach (JsonObject container in (rest.Array("containers") ?? []).Concat(rest.Array("initContainers") ?? []).OfType<JsonObject>())
            _ = container.Remove("image");

        return rest;
    }
}
