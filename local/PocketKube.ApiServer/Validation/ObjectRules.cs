using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;

namespace PocketKube.ApiServer.Validation;

/// <summary>The rules of a kind that apply to writes.</summary>
internal class ObjectRules
{
    /// <summary>A kind without rules of its own.</summary>
    public static readonly ObjectRules None = new();

    /// <summary>Fills in defaults; on each write.</summary>
    public virtual void Default(JsonObject value) { }

    /// <summary>Sets what the server decides at creation; the uid is already set.</summary>
    public virtual void PrepareForCreate(JsonObject value) { }

    /// <summary>Restores the fields that a writer can't change.</summary>
    public virtual void PrepareForUpdate(JsonObject value, JsonObject current) { }

    /// <summary>What is wrong with an object.</summary>
    public virtual void Validate(JsonObject value, List<FieldError> errors) { }

    /// <summary>What is allowed and still looks like a mistake; on each write.</summary>
    public virtual void Warn(JsonObject value, List<string> warnings) { }

    /// <summary>What is wrong with a change.</summary>
    public virtual void ValidateUpdate(JsonObject value, JsonObject current, List<FieldError> errors) { }
}
