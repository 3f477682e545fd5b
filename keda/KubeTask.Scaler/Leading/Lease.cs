using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.Scaler.Leading;

/// <summary>A coordination.k8s.io/v1 Lease. Writing it back keeps all fields that this code doesn't know.</summary>
internal sealed class Lease
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private readonly JsonObject _document;

    private Lease(JsonObject document) => _document = document;

    /// <summary>The holder; null for none.</summary>
    public string? Holder => Text("holderIdentity") is { Length: > 0 } holder ? holder : null;

    /// <summary>
    /// A text that changes with each renewal. It is compared and never read as a time, because clocks differ between machines.
    /// </summary>
    public string Sign => $"{Holder} {Text("renewTime")} {Text("acquireTime")}";

    /// <exception cref="JsonException">It isn't a Lease.</exception>
    public static Lease Parse(string json) =>
        new(JsonNode.Parse(json) as JsonObject ?? throw new JsonException("a Lease is a JSON object"));

    /// <summary>A Lease without a holder.</summary>
    public static Lease New(string ns, string name) =>
        new(
            new JsonObject
            {
                ["apiVersion"] = "coordination.k8s.io/v1",
                ["kind"] = "Lease",
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
                ["spec"] = new JsonObject(),
            }
        );

    /// <summary>Takes the Lease over, or renews it.</summary>
    public void Hold(string holder, TimeSpan duration, DateTimeOffset now)
    {
        string time = now.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);
        if (Holder != holder)
        {
            Spec["acquireTime"] = time;
            Spec["leaseTransitions"] = ((int?)Spec["leaseTransitions"] ?? -1) + 1;
        }

        Spec["holderIdentity"] = holder;
        Spec["leaseDurationSeconds"] = Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds));
        Spec["renewTime"] = time;
    }

    /// <summary>Gives the Lease up, so that the next holder needn't wait until it expires.</summary>
    public void Release()
    {
        Spec["holderIdentity"] = "";
        Spec["leaseDurationSeconds"] = 1;
    }

    public string ToJson() => _document.ToJsonString();

    private JsonObject Spec
    {
        get
        {
            if (_document["spec"] is not JsonObject spec)
                _document["spec"] = spec = [];
            return spec;
        }
    }

    private string? Text(string field) => Spec[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
