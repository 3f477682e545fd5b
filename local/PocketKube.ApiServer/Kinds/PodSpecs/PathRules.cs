using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;

namespace PocketKube.ApiServer.Kinds.PodSpecs;

/// <summary>Rules of paths that must stay inside of a volume.</summary>
internal static class PathRules
{
    public static void ValidateInside(string path, string field, List<FieldError> errors)
    {
        if (path.StartsWith('/'))
            errors.Add(FieldError.Invalid(field, JsonValue.Create(path), "must be a relative path"));

        if (path.Split('/').Contains(".."))
            errors.Add(FieldError.Invalid(field, JsonValue.Create(path), "must not contain '..'"));
    }

    /// <summary>The path of a file that the node writes: the names that begin with two dots are its own.</summary>
    public static void ValidateFile(string path, string field, List<FieldError> errors)
    {
        ValidateInside(path, field, errors);
        if (path.StartsWith("..", StringComparison.Ordinal) && !path.StartsWith("../", StringComparison.Ordinal))
            errors.Add(FieldError.Invalid(field, JsonValue.Create(path), "must not start with '..'"));
    }
}
