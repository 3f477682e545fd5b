using KubeTask.Runner.Processes;
using KubeTask.Runner.Streams;
using KubeTask.Runs;

namespace KubeTask.Runner.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Reason">One of <see cref="RunReason"/>; null for success.</param>
/// <param name="Message">What went wrong.</param>
internal sealed record RunOutcome(int Code, string? Reason = null, string? Message = null)
{
    private static readonly RunOutcome s_success = new(0);

    /// <summary>Says how it ended, from what is known at the end.</summary>
    public static RunOutcome Of(string agent, RunFacts? facts, Exit exit, Intervention intervention)
    {
        if (intervention.Reason is { } reason)
            return new RunOutcome(1, reason, intervention.Message);
        if (facts?.BudgetExceeded == true)
            return new RunOutcome(Failing(exit), RunReason.BudgetExceeded, facts.Error);
        if (facts?.End == StreamEnd.Success && (exit.Code == 0 || intervention.AfterResult || intervention.Signal > 0))
            return s_success;
        if (facts?.End == StreamEnd.Failure && intervention.AfterResult)
            return new RunOutcome(1, RunReason.AgentError, facts.Error);
        if (facts?.End == StreamEnd.Failure)
            return new RunOutcome(Failing(exit), RunReason.AgentError, facts.Error);
        if (intervention.Signal > 0 && (exit.Code != 0 || facts is not null))
            return new RunOutcome(Failing(exit), RunReason.Stopped, $"Signal {intervention.Signal} stopped the run");
        if (facts?.Failed == true)
            return new RunOutcome(Failing(exit), RunReason.AgentError, facts.Error);
        return exit.Code == 0 ? s_success : new RunOutcome(exit.Code, RunReason.CommandFailed, $"{agent} ended with {exit}");
    }

    /// <summary>The code of the command, unless it says success.</summary>
    private static int Failing(Exit exit) => exit.Code == 0 ? 1 : exit.Code;
}

/// <summary>How the runner or somebody else acted on the command.</summary>
/// <param name="Reason">Why the runner ended it; null if it didn't.</param>
/// <param name="Message">The reason in words.</param>
/// <param name="AfterResult">Whether the runner ended it because it lived on after its result.</param>
/// <param name="Signal">The signal that was passed on; 0 for none.</param>
internal readonly record struct Intervention(string? Reason, string? Message, bool AfterResult, int Signal);
