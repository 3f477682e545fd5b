using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeTask.Scaler.Leading;

/// <summary>A coordination.k8s.io/v1 Lease: what it says, and how it is written again with whatever else is in it kept.</summary>
internal sealed class Lease
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private readonly JsonObject _document;

    private Lease(JsonObject document) => _document = document;

    /// <summary>Who holds it; null for nobody.</summary>
    public string? Holder => Text("holderIdentity") is { Length: > 0 } holder ? holder : null;

    /// <summary>What changes with each renewal. Compared, never read as a time: clocks of machines differ.</summary>
    public string Sign => $"{Holder} {Text("renewTime")} {Text("acquireTime")}";

    /// <exception cref="JsonException">It isn't a Lease.</exception>
    public static Lease Parse(string json) =>
        new(JsonNode.Parse(json) as JsonObject ?? throw new JsonException("a Lease is a JSON object"));

    /// <summary>A Lease that nobody has held yet.</summary>
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

    /// <summary>Takes it over, or renews it.</summary>
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

    /// <summary>Gives it up, so that the next one needn't wait for its end.</summary>
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
