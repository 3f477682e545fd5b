using System.Globalization;
using System.Text.RegularExpressions;
using KubeTask.Cli.Terminals;
using KubeTask.Core.Api;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Words;

/// <summary>Parts of a Task's status as short text for people. Pure.</summary>
internal static partial class TaskWords
{
    public static string PhaseOf(V1Alpha1Task task) => task.Status?.Phase ?? TaskPhase.Pending;

    public static Ink InkOf(string phase) =>
        phase switch
        {
            TaskPhase.Running => Ink.Active,
            TaskPhase.Completed => Ink.Good,
            TaskPhase.Failed => Ink.Bad,
            _ => Ink.Waiting,
        };

    /// <summary>The place of a queued Task in the queue of its Agent, as its status says; null if it isn't queued.</summary>
    public static int? QueuePositionOf(V1Alpha1Task task) =>
        PhaseOf(task) == TaskPhase.Queued
        && task.Status?.Message is { } message
        && QueuePosition().Match(message) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    public static string MessageOf(V1Alpha1Task task) => OneLine.Of(task.Status?.Message ?? "");

    /// <summary>Such as 32,500; empty if the agent reports none.</summary>
    public static string TokensOf(AgentUsage? usage) => usage?.TotalTokens is { } tokens ? Number(tokens) : "";

    /// <summary>Such as $0.0421; empty if the agent reports none.</summary>
    public static string CostOf(AgentUsage? usage) => usage?.CostUsd is { } cost ? Dollars(cost) : "";

    public static string Dollars(double cost) =>
        cost.ToString(cost is > 0 and < 1 ? "'$'0.00##" : "'$'#,##0.00", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The number with its word, such as "1 Task" and "3 Tasks".</summary>
    public static string Count(long number, string word) => $"{Number(number)} {word}{(number == 1 ? "" : "s")}";

    [GeneratedRegex(@"\Aqueue position ([0-9]{1,9})\b")]
    private static partial Regex QueuePosition();
}
