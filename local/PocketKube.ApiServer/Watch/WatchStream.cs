using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Http;
using PocketKube.ApiServer.Registry;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Watch;

/// <summary>Turns the store's changes into the events that one watcher sees through its selectors.</summary>
internal sealed class WatchStream(
    PipeWriter body,
    Responder responder,
    ResourceDefinition resource,
    ListOptions options,
    ResponseFormat format
)
{
    private bool _headersWritten;

    public void Write(StoreEvent change)
    {
        bool before = change.Previous is { } previous && options.Matches(previous);
        bool after = change.Type != StoreEventType.Deleted && options.Matches(change.Object);
        switch (before, after)
        {
            case (false, true):
                Write("ADDED", change.Object);
                break;
            case (true, true):
                Write("MODIFIED", change.Object);
                break;
            case (true, false):
                // One that leaves the selection is shown as it was while it was in it, at the revision that took it out.
                Write(
                    "DELETED",
                    change.Type == StoreEventType.Deleted ? change.Object : new StoredObject(change.Previous!.Copy(), change.Revision)
                );
                break;
            default:
                break;
        }
    }

    public void Write(string type, StoredObject value)
    {
        WriteFrame(type, responder.Frame(resource, value, format, headers: !_headersWritten, options.IncludeObject).Span);
        _headersWritten = true;
    }

    public void WriteError(JsonObject status) => WriteFrame("ERROR", StoredObject.Encode(status));

    /// <summary>Tells the watcher that it has seen everything up to a revision.</summary>
    public void WriteBookmark(long revision) =>
        WriteFrame(
            "BOOKMARK",
            StoredObject.Encode(
                new JsonObject
                {
                    ["kind"] = resource.Kind,
                    ["apiVersion"] = resource.ApiVersion,
                    ["metadata"] = new JsonObject
                    {
                        ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture),
                        ["creationTimestamp"] = null,
                    },
                }
            )
        );

    private void WriteFrame(string type, ReadOnlySpan<byte> value)
    {
        body.Write("{\"type\":\""u8);
        body.Write(Encoding.ASCII.GetBytes(type));
        body.Write("\",\"object\":"u8);
        body.Write(value);
        body.Write("}\n"u8);
    }
}
