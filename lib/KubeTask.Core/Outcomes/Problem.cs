using KubeTask.Core.Validation;

namespace KubeTask.Core.Outcomes;

/// <summary>Why a Task can't start: a reason of <see cref="TaskReason"/>, and a message that says what to do.</summary>
/// <param name="Reason">One of <see cref="TaskReason"/>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Condition">The condition that becomes False.</param>
/// <param name="MayAppear">Whether waiting can help, because something is missing rather than wrong.</param>
public sealed record Problem(string Reason, string Message, string Condition, bool MayAppear = false)
{
    /// <summary>One sentence for people, on one line even if it quotes text from elsewhere.</summary>
    public string Message { get; } = OneLine.Of(Message);
}
