using KubeTask.Core.Validation;

namespace KubeTask.Core.Outcomes;

/// <summary>Why a Task can't start: a reason of <see cref="TaskReason"/> and a sentence that says what to do.</summary>
/// <param name="Reason">One of <see cref="TaskReason"/>.</param>
/// <param name="Message">One line for a person.</param>
/// <param name="Condition">The condition that it makes False.</param>
/// <param name="MayAppear">Whether waiting can help: something is missing, rather than wrong.</param>
public sealed record Problem(string Reason, string Message, string Condition, bool MayAppear = false)
{
    /// <summary>One line for a person, whatever of others' text is in it.</summary>
    public string Message { get; } = OneLine.Of(Message);
}
