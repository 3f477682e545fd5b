using System.Text.Json.Nodes;

namespace KubeTask.ModelServer;

/// <summary>
/// The tokens that an answer says it took. No token counts twice: input is without the cache, reasoning is part of output.
/// </summary>
public sealed record Tokens(long Input = 0, long CacheRead = 0, long CacheWrite = 0, long Output = 0, long Reasoning = 0);

/// <summary>What the server does at one request.</summary>
public abstract record Step
{
    public Tokens Tokens { get; init; } = new();

    /// <summary>The model says something, and is done.</summary>
    public sealed record Answer(string Text) : Step;

    /// <summary>The model calls a tool of the agent: that with the name, or the first whose name ends with it.</summary>
    /// <param name="Server">What else its name, or the name of its group, must have; null for nothing.</param>
    public sealed record CallTool(string Name, JsonObject Arguments, string? Server = null) : Step
    {
        /// <summary>The group that OpenAI's Responses API has the tool in.</summary>
        public string? Group { get; init; }
    }

    /// <summary>The server refuses.</summary>
    public sealed record Refuse(int Status, string Message) : Step;

    /// <summary>The connection ends in the middle of an answer.</summary>
    public sealed record Cut(string Text) : Step;

    /// <summary>The answer stops in the middle, and the connection stays open.</summary>
    public sealed record Hang(string Text) : Step;
}

/// <summary>
/// What the model does, request by request. The last step is repeated. Agents also ask for titles and the like; such requests have no
/// tools, are answered at once, and take no step.
/// </summary>
public sealed class Script(params IReadOnlyList<Step> steps)
{
    private readonly Lock _lock = new();
    private readonly List<Step> _steps = [.. steps];
    private int _taken;

    /// <summary>How many steps were taken.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
                return _taken;
        }
    }

    public void Add(Step step)
    {
        lock (_lock)
            _steps.Add(step);
    }

    public Step Next()
    {
        lock (_lock)
            return _steps[Math.Min(_taken++, _steps.Count - 1)];
    }
}
