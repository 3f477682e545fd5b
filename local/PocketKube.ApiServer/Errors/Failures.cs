using System.Text.Json.Nodes;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.Errors;

/// <summary>The failures of a Kubernetes API server, with its messages.</summary>
internal static class Failures
{
    public static StatusException NotFound(ResourceDefinition resource, string name) => NotFound(resource.Group, resource.Plural, name);

    public static StatusException NotFound(string group, string plural, string name) =>
        new(404, "NotFound", $"{Qualified(plural, group)} \"{name}\" not found", Details(name, group, plural));

    public static StatusException UnknownResource() =>
        new(404, "NotFound", "the server could not find the requested resource", []) { UnknownPath = true };

    /// <summary>The body isn't an object of its kind.</summary>
    /// <param name="why">The decoder's message.</param>
    public static StatusException Undecodable(ResourceDefinition resource, string why) =>
        new(400, "BadRequest", $"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {why}")
        {
            Undecodable = why,
        };

    public static StatusException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static StatusException NotImplemented(string what) => new(501, "NotImplemented", $"this API server does not implement {what}");

    public static StatusException AlreadyExists(ResourceDefinition resource, string name, bool isDeleting) =>
        new(
            409,
            "AlreadyExists",
            $"{(isDeleting ? "object is being deleted: " : "")}{resource.QualifiedResource} \"{name}\" already exists",
            Details(name, resource.Group, resource.Plural)
        );

    public static StatusException Modified(ResourceDefinition resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static StatusException Conflict(ResourceDefinition resource, string name, string why) =>
        new(
            409,
            "Conflict",
            $"Operation cannot be fulfilled on {resource.QualifiedResource} \"{name}\": {why}",
            Details(name, resource.Group, resource.Plural)
        );

    /// <summary>A delete's precondition doesn't hold. Unlike other conflicts it names the kind.</summary>
    public static StatusException PreconditionFailed(ResourceDefinition resource, string name, string why) =>
        new(
            409,
            "Conflict",
            $"Operation cannot be fulfilled on {Qualified(resource.Kind, resource.Group)} \"{name}\": {why}",
            Details(name, resource.Group, resource.Kind)
        );

    public static StatusException BadRequest(string message) => new(400, "BadRequest", message);

    public static StatusException Forbidden(ResourceDefinition resource, string name, string why) =>
        new(
            403,
            "Forbidden",
            name.Length == 0
                ? $"{resource.QualifiedResource} is forbidden: {why}"
                : $"{resource.QualifiedResource} \"{name}\" is forbidden: {why}",
            Details(name, resource.Group, resource.Plural)
        );

    public static StatusException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static StatusException TooLarge(int limit) => new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");

    public static StatusException UnsupportedMediaType(params string[] accepted) =>
        new(
            415,
            "UnsupportedMediaType",
            $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}"
        );

    public static StatusException NotAcceptable() =>
        new(
            406,
            "NotAcceptable",
            "only the following media types are accepted: application/json, application/yaml, application/json;stream=watch",
            []
        );

    public static StatusException Expired(string message) => new(410, "Expired", message);

    public static StatusException Internal(string message) =>
        new(
            500,
            "InternalError",
            $"Internal error occurred: {message}",
            new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) }
        );

    public static StatusException Invalid(ResourceDefinition resource, string name, IReadOnlyList<FieldError> errors) =>
        Invalid(resource.Group, resource.Kind, name, errors);

    public static StatusException Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        // The real server aggregates: each sentence appears once.
        string[] sentences = errors.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).ToArray();
        string body = sentences.Length == 1 ? sentences[0] : $"[{string.Join(", ", sentences)}]";
        JsonObject details = Details(name, group, kind);
        details["causes"] = new JsonArray([.. errors.Select(e => e.ToCause())]);
        return new(422, "Invalid", $"{Qualified(kind, group)} \"{name}\" is invalid: {body}", details);
    }

    public static JsonObject Details(string name, string group, string kind)
    {
        var details = new JsonObject();
        if (name.Length > 0)
            details["name"] = name;

        if (group.Length > 0)
            details["group"] = group;

        if (kind.Length > 0)
            details["kind"] = kind;

        return details;
    }

    private static string Qualified(string what, string group) => group.Length == 0 ? what : $"{what}.{group}";
}
