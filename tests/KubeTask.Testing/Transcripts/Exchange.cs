using System.Text.Json.Nodes;

namespace KubeTask.Testing.Transcripts;

/// <summary>One request of a scenario, and how its answer is recorded.</summary>
public sealed record Exchange
{
    /// <summary>What the exchange shows, unique in its theme.</summary>
    public required string Name { get; init; }

    public required HttpMethod Method { get; init; }

    /// <summary>Path and query, with <c>${variables}</c>.</summary>
    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body as it is sent, except for <c>${variables}</c>.</summary>
    public string? Body { get; init; }

    /// <summary>The name by which later requests refer to parts of the answer.</summary>
    public string? As { get; init; }

    /// <summary>The caller: null for the administrator, <c>none</c> for an anonymous one, else a bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>For a watch: the number of events that are read before the connection is closed.</summary>
    public int? Frames { get; init; }

    /// <summary>For a watch: the requests that are sent once it has begun.</summary>
    public Exchange? Meanwhile { get; init; }

    /// <summary>The request is repeated until its answer matches; null sends it once.</summary>
    public Condition? Until { get; init; }

    /// <summary>Of the list at <see cref="Selection.Path"/>, only these elements are recorded.</summary>
    public Selection? Keep { get; init; }

    /// <summary>Fields that other controllers of the real cluster write at unpredictable times.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Records the fields and their types, but not their values.</summary>
    public bool Shape { get; init; }

    /// <summary>The exchange prepares others and is not recorded.</summary>
    public bool Setup { get; init; }
}

/// <summary>An answer with this status, or with this value at this path.</summary>
public sealed record Condition(int? Status, string? Path, JsonNode? Value);

/// <summary>The elements of a list whose <paramref name="Key"/> is one of <paramref name="Values"/>, in that order.</summary>
public sealed record Selection(string Path, string Key, IReadOnlyList<string> Values);
