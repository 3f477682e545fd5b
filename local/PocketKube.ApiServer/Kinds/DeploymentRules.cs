using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Rules of Deployments.</summary>
internal sealed class DeploymentRules : ObjectRules
{
    public override void Default(JsonObject value)
    {
        JsonObject spec = value.Ensure("spec");
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
        spec.Default(
            "strategy",
            new JsonObject
            {
                ["type"] = "RollingUpdate",
                ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" },
            }
        );
        PodTemplate.Default(spec.Ensure("template").Ensure("spec"));
    }

    public override void Validate(JsonObject value, List<FieldError> errors)
    {
        JsonObject spec = value.Ensure("spec");
        JsonObject template = spec.Ensure("template");
        if (spec.Number("replicas") is < 0)
            errors.Add(FieldError.Invalid("spec.replicas", spec["replicas"], "must be greater than or equal to 0"));

        if (spec.Object("selector") is not { Count: > 0 } selector)
        {
            errors.Add(FieldError.Required("spec.selector"));
        }
        else if (
            (selector.Object("matchLabels") ?? []).Any(l => template.Object("metadata").Object("labels").Text(l.Key) != l.Value.AsText())
        )
        {
            errors.Add(
                FieldError.Invalid(
                    "spec.template.metadata.labels",
                    template.Object("metadata")?["labels"],
                    "`selector` does not match template `labels`"
                )
            );
        }

        PodTemplate.Validate(template.Ensure("spec"), "spec.template.spec", errors);
    }

    public override void Warn(JsonObject value, List<string> warnings) =>
        PodTemplate.Warn(value.Ensure("spec").Ensure("template").Ensure("spec"), "spec.template.spec", warnings);

    public override void ValidateUpdate(JsonObject value, JsonObject current, List<FieldError> errors)
    {
        JsonNode? selector = value.Object("spec")?["selector"];
        if (!JsonNode.DeepEquals(selector, current.Object("spec")?["selector"]))
            errors.Add(FieldError.Invalid("spec.selector", selector, "field is immutable"));
    }
}
