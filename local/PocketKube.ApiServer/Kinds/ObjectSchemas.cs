using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Crd;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.Kinds;

/// <summary>The schema of each resource, read once.</summary>
internal sealed class ObjectSchemas
{
    private readonly ModelSchema _models = new();
    private readonly ConditionalWeakTable<JsonObject, StructuralSchema> _custom = [];

    public StructuralSchema Of(ResourceDefinition resource) =>
        resource switch
        {
            { Model: { } model } => _models.Of(model),
            { OpenApiSchema: { } schema } => _custom.GetValue(schema, StructuralSchema.Parse),
            _ => StructuralSchema.Anything,
        };
}
