using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;

namespace PocketKube.ApiServer.Validation;

/// <summary>What is peculiar to a kind when it is written.</summary>
internal class ObjectRules
{
    /// <summary>A kind without rules of its own.</summary>
    public static readonly ObjectRules None = new();

    /// <summary>Fills in defaults; on each write.</summary>
    public virtual void Default(JsonObject value) { }

    /// <summary>Fills in what the server decides when an object is made; its uid is there.</summary>
    public virtual void PrepareForCreate(JsonObject value) { }

    /// <summary>Carries over what a writer can't change.</summary>
    public virtual void PrepareForUpdate(JsonObject value, JsonObject current) { }

    /// <summary>What is wrong with an object.</summary>
    public virtual void Validate(JsonObject value, List<FieldError> errors) { }

    /// <summary>What is wrong with a change.</summary>
    public virtual void ValidateUpdate(JsonObject value, JsonObject current, List<FieldError> errors) { }
}
