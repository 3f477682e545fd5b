using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Rules of Jobs.</summary>
/// <param name="old">As a server before Kubernetes 1.25: it drops the fields of a Job that it doesn't know.</param>
internal sealed class JobRules(bool old) : ObjectRules
{
    private const int MostNameCharacters = 63;

    public override void Default(JsonObject value)
    {
        JsonObject spec = value.Ensure("spec");
        if (!spec.ContainsKey("completions") && !spec.ContainsKey("parallelism"))
            spec["completions"] = 1;

        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
        spec.Default("manualSelector", false);
        if (old)
        {
            _ = spec.Remove("podFailurePolicy");
            _ = spec.Remove("podReplacementPolicy");
        }
        else
        {
            JobPolicyRules.Default(spec);
        }

        PodTemplate.Default(spec.Ensure("template").Ensure("spec"));
    }

    public override void PrepareForCreate(JsonObject value)
    {
        JsonObject spec = value.Ensure("spec");
        if (spec.Flag("manualSelector") == true)
            return;

        string uid = value.Object("metadata").Text("uid") ?? "";
        string name = value.Object("metadata").Text("name") ?? "";
        JsonObject labels = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        labels["batch.kubernetes.io/controller-uid"] = uid;
        labels["batch.kubernetes.io/job-name"] = name;
        labels["controller-uid"] = uid;
        labels["job-name"] = name;
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
    }

    public override void Validate(JsonObject value, List<FieldError> errors)
    {
        JsonObject spec = value.Ensure("spec");
        string name = value.Object("metadata").Text("name") ?? "";
        if (name.Length > MostNameCharacters)
        {
            // The name becomes a label of the pods.
            errors.Add(
                FieldError.Invalid("spec.template.labels", JsonValue.Create(name), $"must be no more than {MostNameCharacters} characters")
            );
        }

        foreach (
            string field in (string[])["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"]
        )
        {
            if (spec.Number(field) is < 0)
                errors.Add(FieldError.Invalid($"spec.{field}", spec[field], "must be greater than or equal to 0"));
        }

        JobPolicyRules.Validate(spec, errors);
        JsonObject template = spec.Ensure("template");
        MetadataRules.ValidateLabels(template.Object("metadata")?["labels"], "spec.template.labels", errors);
        PodTemplate.Validate(template.Ensure("spec"), "spec.template.spec", errors);
        if (template.Object("spec").Text("restartPolicy") is "Always")
            errors.Add(FieldError.Required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));

        JobPolicyRules.ValidateRestart(spec, errors);
    }

    public override void Warn(JsonObject value, List<string> warnings) =>
        PodTemplate.Warn(value.Ensure("spec").Ensure("template").Ensure("spec"), "spec.template.spec", warnings);

    public override void ValidateUpdate(JsonObject value, JsonObject current, List<FieldError> errors)
    {
        foreach (string field in (string[])["completions", "selector", "template", "podFailurePolicy"])
        {
            JsonNode? after = value.Object("spec")?[field];
            if (!JsonNode.DeepEquals(after, current.Object("spec")?[field]))
                errors.Add(FieldError.Invalid($"spec.{field}", after, "field is immutable"));
        }
    }
}
