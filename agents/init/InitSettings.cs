using System.Globalization;
using KubeTask.Git;

namespace KubeTask.Init;

/// <summary>Where the program reads and writes.</summary>
/// <param name="Root">The folder of <see cref="FetchFolders"/>.</param>
/// <param name="ReportFile">The termination message.</param>
/// <param name="RetryDelay">How long to wait before the second try.</param>
internal sealed record InitSettings(string Root, string ReportFile, TimeSpan RetryDelay)
{
    public const string SandboxVariable = "KUBETASK_SANDBOX_ROOT";

    public const string Help = $"""
        kubetask-init: fetches Git repositories for the agent of a Task

          --root DIR              work, credentials and contexts are below it ({FetchFolders.Root})
          --report FILE           where the report goes (/dev/termination-log)
          --retry-delay SECONDS   how long to wait before the second try (1)
          --help, --version

        Both places are below the folder that {SandboxVariable} names, unless they are given here. Exit code 0: everything is
        there. 1: something isn't, and the report says why. 2: a wrong call, or work that can't be read.

        """;

    /// <summary>Reads the program's arguments, or says what is wrong with them.</summary>
    public static (InitSettings? Settings, string? Error) Parse(IReadOnlyList<string> arguments, Func<string, string?> variable)
    {
        string sandbox = (variable(SandboxVariable) ?? "").TrimEnd('/');
        var settings = new InitSettings(sandbox + FetchFolders.Root, sandbox + "/dev/termination-log", TimeSpan.FromSeconds(1));
        for (int i = 0; i < arguments.Count; i += 2)
        {
            if (arguments[i] is not ("--root" or "--report" or "--retry-delay"))
                return (null, $"{arguments[i]} is no option; --help lists them");
            if (i + 1 == arguments.Count || arguments[i + 1].Length == 0)
                return (null, $"{arguments[i]} has no value; write one behind it");
            string value = arguments[i + 1];
            if (arguments[i] == "--root")
                settings = settings with { Root = Path.GetFullPath(value) };
            else if (arguments[i] == "--report")
                settings = settings with { ReportFile = value };
            else if (Seconds(value) is { } delay)
                settings = settings with { RetryDelay = delay };
            else
                return (null, "--retry-delay isn't a number of seconds from 0 to 59; write one such as 0.5");
        }

        return (settings, null);
    }

    private static TimeSpan? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and < 60
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
