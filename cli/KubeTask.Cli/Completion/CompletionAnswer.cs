using System.CommandLine;
using System.Globalization;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Completion;

/// <summary>
/// Answers a shell that asks what may come next, in the form that kubectl expects of its plugins: a word a line, with a tab and what it
/// means, and at last a directive.
/// </summary>
internal static class CompletionAnswer
{
    /// <summary>The first word of the command line of such a question.</summary>
    public const string Word = "__complete";

    private const string MayBeFile = ":0";
    private const string Failed = ":1";
    private const string NoFile = ":4";
    private const string PatienceVariable = "KUBETASK_COMPLETION_SECONDS";
    private const int DefaultPatience = 3;

    public static async Task WriteAsync(
        RootCommand root,
        IReadOnlyList<string> words,
        TextWriter output,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        Candidates candidates = Completer.Find(root, words);
        foreach ((string value, string? what) in candidates.Values)
            await output.WriteLineAsync(Line(value, what));
        string directive = NoFile;
        if (candidates.Live is NameSource.Files)
        {
            directive = MayBeFile;
        }
        else if (candidates.Live is { } source)
        {
            using var patience = new CancellationTokenSource(Patience(), time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            try
            {
                ConnectionSettings settings = ConnectionOptions.Read(root.Parse([.. candidates.Complete]));
                foreach ((string value, string? what) in await NameLookup.FindAsync(source, settings, time, either.Token))
                {
                    if (value.StartsWith(candidates.Prefix, StringComparison.Ordinal))
                        await output.WriteLineAsync(Line(value, what));
                }
            }
            catch (Exception e) when (Failures.Of(e) is not null)
            {
                // A person is typing: the shell must show the line, and no message. The directive says that it failed.
                directive = Failed;
            }
        }

        await output.WriteLineAsync(directive);
    }

    /// <summary>How long the cluster may take. A login plugin may need more than the default; what isn't a number counts as it.</summary>
    private static TimeSpan Patience() =>
        TimeSpan.FromSeconds(
            int.TryParse(Environment.GetEnvironmentVariable(PatienceVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int set)
                ? set
                : DefaultPatience
        );

    private static string Line(string value, string? what) => string.IsNullOrEmpty(what) ? value : $"{value}\t{OneLine.Of(what)}";
}
