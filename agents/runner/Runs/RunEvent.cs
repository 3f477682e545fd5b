using KubeTask.Runner.Processes;
using KubeTask.Runner.Streams;

namespace KubeTask.Runner.Runs;

/// <summary>What happens in a run.</summary>
internal abstract record RunEvent
{
    /// <summary>A line of the agent's stream.</summary>
    public sealed record StreamLine(Line Line) : RunEvent;

    /// <summary>Output that isn't a stream, as it came.</summary>
    public sealed record Output(ReadOnlyMemory<byte> Bytes, bool Error) : RunEvent;

    /// <summary>One of the two outputs has ended.</summary>
    public sealed record Closed : RunEvent;

    /// <summary>The command has ended.</summary>
    public sealed record Ended(Exit Exit) : RunEvent;

    /// <summary>Something came that isn't behind other events.</summary>
    public sealed record Woken : RunEvent;

    /// <summary>A signal came from outside. The command has it already.</summary>
    public sealed record Signaled(int Signal) : RunEvent;
}
