using System.Text.Json.Nodes;

namespace KubeTask.Transcripts;

/// <summary>One request of a scenario, and what is done with its answer.</summary>
public sealed record Exchange
{
    /// <summary>What it shows, unique in its theme.</summary>
    public required string Name { get; init; }

    public required HttpMethod Method { get; init; }

    /// <summary>Path and query, with <c>${variables}</c>.</summary>
    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body as it goes over the wire, but for <c>${variables}</c>.</summary>
    public string? Body { get; init; }

    /// <summary>The name under which later requests find parts of the answer.</summary>
    public string? As { get; init; }

    /// <summary>Who asks: null for the administrator, <c>none</c> for nobody, else a bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>For a watch: how many events are read before the connection is closed.</summary>
    public int? Frames { get; init; }

    /// <summary>For a watch: what is sent once the watch has begun.</summary>
    public Exchange? Meanwhile { get; init; }

    /// <summary>The request is repeated until its answer is so; null sends it once.</summary>
    public Condition? Until { get; init; }

    /// <summary>Of the list at <see cref="Selection.Path"/>, only these elements are recorded.</summary>
    public Selection? Keep { get; init; }

    /// <summary>Fields that other controllers of the real cluster write at times of their own.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Records which fields there are and of which type, not their values.</summary>
    public bool Shape { get; init; }

    /// <summary>Prepares the others and is not recorded.</summary>
    public bool Setup { get; init; }
}

/// <summary>An answer with this status, or with this value at this path.</summary>
public sealed record Condition(int? Status, string? Path, JsonNode? Value);

/// <summary>The elements of a list whose <paramref name="Key"/> is one of <paramref name="Values"/>, in the order of these.</summary>
public sealed record Selection(string Path, string Key, IReadOnlyList<string> Values);
