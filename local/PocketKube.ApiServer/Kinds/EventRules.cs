using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Validation;

namespace PocketKube.ApiServer.Kinds;

/// <summary>Rules of Events.</summary>
internal sealed class EventRules : ObjectRules
{
    public override void Validate(JsonObject value, List<FieldError> errors)
    {
        string involved = value.Object("involvedObject").Text("namespace") ?? "";
        string own = value.Object("metadata").Text("namespace") ?? "";

        // An Event on a cluster-scoped object lies in the namespace "default".
        if (involved.Length == 0 ? own is not ("default" or "kube-system") : involved != own)
            errors.Add(FieldError.Invalid("involvedObject.namespace", JsonValue.Create(involved), "does not match event.namespace"));
    }
}
