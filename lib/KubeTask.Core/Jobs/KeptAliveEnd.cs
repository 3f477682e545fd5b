using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeTask.Core.Jobs;

/// <summary>
/// How the command of a container with a human in the loop ended. The wrapper of <see cref="Agents.KeepAlive"/> leaves it in the last line
/// of the termination message before it waits, so that whatever ends the container later doesn't hide it.
/// </summary>
/// <param name="ExitCode">The command's exit code.</param>
/// <param name="PastDeadline">Whether the command was ended because its deadline had passed.</param>
public readonly partial record struct KeptAliveEnd(int ExitCode, bool PastDeadline)
{
    /// <summary>Reads a termination message: the command's end, or null if there is none, and the rest of the message.</summary>
    public static (KeptAliveEnd? End, string? Message) Read(string? message)
    {
        if (message is null || LastLine().Match(message) is not { Success: true } line)
            return (null, message);
        int code = int.Parse(line.Groups["code"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return (new KeptAliveEnd(code, line.Groups["late"].Success), message[..line.Index]);
    }

    [GeneratedRegex(
        @"(?:\A|\n)kubetask: the command (?<late>passed its deadline and )?ended with exit code (?<code>[0-9]{1,3})\n?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex LastLine();
}
