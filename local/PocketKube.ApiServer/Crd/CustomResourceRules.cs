using System.Text.Json.Nodes;
using PocketKube.ApiServer.Crd.Cel;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Crd;

/// <summary>
/// The rules of a custom resource come from its schema. CEL rules run only if the schema itself accepts the object.
/// </summary>
internal sealed class CustomResourceRules(StructuralSchema schema) : ObjectRules
{
    public override void Default(JsonObject value) => SchemaDefaulter.Default(value, schema);

    public override void Validate(JsonObject value, List<FieldError> errors)
    {
        int before = errors.Count;
        SchemaValidator.Validate(value, schema, errors);
        if (errors.Count == before)
            CelValidator.Validate(value, schema, errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject current, List<FieldError> errors)
    {
        if (errors.Count == 0)
            CelValidator.ValidateUpdate(value, current, schema, errors);
    }
}
