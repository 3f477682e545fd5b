using System.Globalization;
using System.Text.RegularExpressions;
using KubeTask.Core.Api;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Agents;

/// <summary>Keeps a container with a human in the loop alive after its command has ended.</summary>
public static partial class KeepAlive
{
    /// <summary>The environment variable with the seconds to stay.</summary>
    public const string SecondsVariable = "KUBETASK_KEEP_ALIVE_SECONDS";

    /// <summary>The environment variable with the command's deadline in seconds, if it has one.</summary>
    public const string DeadlineVariable = "KUBETASK_DEADLINE_SECONDS";

    /// <summary>
    /// Runs its arguments unchanged, ends them at their deadline, leaves their exit code in the termination message, waits, and exits with
    /// that code. A signal to end goes to the command, or ends the wait. It has no two dollar signs in a row: Kubernetes makes one of them.
    /// </summary>
    public const string Script = """
        late= ended=
        "$@" &
        command=$!
        trap 'ended=1; kill -TERM "$command" 2>/dev/null' TERM INT
        trap 'late=" passed its deadline and"; kill -TERM "$command" 2>/dev/null' USR1
        if [ -n "$KUBETASK_DEADLINE_SECONDS" ]; then
          sh -c 'sleep "$1"; kill -USR1 "$PPID"; sleep 30; kill -KILL "$2"' watch "$KUBETASK_DEADLINE_SECONDS" "$command" 2>/dev/null &
          watch=$!
        fi
        wait "$command"
        code=$?
        while kill -0 "$command" 2>/dev/null; do
          wait "$command"
          code=$?
        done
        trap '' USR1
        [ -z "$watch" ] || kill "$watch" 2>/dev/null
        [ -z "$ended" ] || exit "$code"
        said="kubetask: the command$late ended with exit code $code"
        printf '\n%s\n' "$said" >>/dev/termination-log
        echo "$said; the container stays for $KUBETASK_KEEP_ALIVE_SECONDS s" >&2
        trap 'exit "$code"' TERM INT
        sleep "$KUBETASK_KEEP_ALIVE_SECONDS" &
        wait $!
        exit "$code"
        """;

    /// <summary>The command that keeps the container alive. The arguments are passed on as arguments; no shell parses them.</summary>
    public static IList<string> Wrap(IReadOnlyList<string> command) => ["sh", "-c", Script, "kubetask", .. command];

    /// <summary>The seconds: keepAliveSeconds, or else the duration keepAlive, or else the default.</summary>
    public static (int? Seconds, string? Error) Seconds(HumanInTheLoop human)
    {
        if (human.KeepAliveSeconds is { } seconds)
        {
            return seconds > 0
                ? (seconds, null)
                : (null, $"humanInTheLoop.keepAliveSeconds {seconds} isn't positive; write the seconds to keep it alive");
        }

        if (string.IsNullOrEmpty(human.KeepAlive))
            return (KubeTaskApi.DefaultKeepAliveSeconds, null);

        if (BrokenForm(human) is { } broken)
            return (null, broken);
        double total = 0;
        foreach (Match part in Part().Matches(human.KeepAlive))
        {
            total +=
                double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
                * part.Groups[2].Value switch
                {
                    "h" => 3600,
                    "m" => 60,
                    "s" => 1,
                    _ => 0.001,
                };
        }

        return total is >= 1 and <= int.MaxValue ? ((int)Math.Ceiling(total), null) : (null, Wrong(human.KeepAlive));
    }

    /// <summary>What is wrong with the text of keepAlive, whether or not it counts; null if nothing is.</summary>
    public static string? BrokenForm(HumanInTheLoop? human) =>
        string.IsNullOrEmpty(human?.KeepAlive) || Duration().IsMatch(human.KeepAlive) ? null : Wrong(human.KeepAlive);

    private static string Wrong(string text) => $"humanInTheLoop.keepAlive {OneLine.Quote(text)}: {RuleText.KeepAliveIsDuration}";

    [GeneratedRegex(@"\A(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    [GeneratedRegex("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
