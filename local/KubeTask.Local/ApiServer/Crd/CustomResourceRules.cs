using System.Text.Json.Nodes;
using KubeTask.Local.ApiServer.Validation;

namespace KubeTask.Local.ApiServer.Crd;

/// <summary>A custom resource's rules: those of its schema.</summary>
internal sealed class CustomResourceRules(StructuralSchema schema) : ObjectRules
{
    public override void Default(JsonObject value) => SchemaDefaulter.Default(value, schema);

    public override void Validate(JsonObject value, List<FieldError> errors) => SchemaValidator.Validate(value, schema, errors);
}
