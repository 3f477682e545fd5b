using System.CommandLine;
using System.CommandLine.Completions;
using KubeTask.Cli.Invocations;

namespace KubeTask.Cli.Completion;

/// <summary>What may come next on a command line.</summary>
/// <param name="Values">Words that are known without asking, each with what it means, or null.</param>
/// <param name="Live">Where further words come from, or null.</param>
/// <param name="Prefix">What values begin with.</param>
internal sealed record Candidates(IReadOnlyList<(string Value, string? What)> Values, NameSource? Live, string Prefix)
{
    /// <summary>The words before that are complete: they say which cluster and namespace to ask.</summary>
    public IReadOnlyList<string> Complete { get; init; } = [];
}

/// <summary>Finds what may come next, from the commands alone. Pure.</summary>
internal static class Completer
{
    /// <param name="root">All commands.</param>
    /// <param name="words">The words after the program's name; the last is to be completed, and may be empty.</param>
    public static Candidates Find(RootCommand root, IReadOnlyList<string> words)
    {
        string word = words.Count > 0 ? words[^1] : "";
        string[] before = [.. words.SkipLast(1)];
        ParseResult parsed = root.Parse(before);
        Option[] options = [.. Problems.OptionsOf(parsed.CommandResult.Command)];
        // Bash hands --option=value over as three words.
        if (word == "=" && before is [.., { } name] && Named(options, name) is { } bare)
            return OfValue(bare, "") with { Complete = before[..^1] };
        if (before is [.., { } left, "="] && Named(options, left) is { } assigned)
            return OfValue(assigned, word) with { Complete = before[..^2] };
        if (before is [.., { } last] && Named(options, last) is { } awaiting && TakesValue(awaiting))
            return OfValue(awaiting, word) with { Complete = before[..^1] };
        return (word.StartsWith('-') ? OfOptions(parsed, options, word) : OfWord(parsed, word)) with { Complete = before };
    }

    private static Candidates OfWord(ParseResult parsed, string word)
    {
        Command command = parsed.CommandResult.Command;
        return command.Subcommands.Count > 0
            ? new Candidates(Matching(command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description)), word), null, word)
            : OfArgument(parsed, command, word);
    }

    private static Candidates OfOptions(ParseResult parsed, Option[] options, string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && Named(options, word[..equals]) is { } assigned)
            return OfValue(assigned, word[(equals + 1)..]);
        IEnumerable<Option> open = options.Where(o =>
            o.Arity.MaximumNumberOfValues > 1 || parsed.GetResult(o) is null or { Implicit: true }
        );
        return new Candidates(Matching(open.Select(o => (o.Name, o.Description)), word), null, word);
    }

    private static Candidates OfValue(Option option, string word) =>
        new(
            Matching(option.GetCompletions(CompletionContext.Empty).Select(c => (c.Label, (string?)null)), word),
            LiveNames.SourceOf(option),
            word
        );

    private static Candidates OfArgument(ParseResult parsed, Command command, string word)
    {
        int given = command.Arguments.Sum(a => parsed.GetResult(a)?.Tokens.Count ?? 0);
        foreach (Argument argument in command.Arguments)
        {
            if (given < argument.Arity.MaximumNumberOfValues)
            {
                return new Candidates(
                    Matching(argument.GetCompletions(CompletionContext.Empty).Select(c => (c.Label, (string?)null)), word),
                    LiveNames.SourceOf(argument),
                    word
                );
            }

            given -= argument.Arity.MaximumNumberOfValues;
        }

        return new Candidates([], null, word);
    }

    private static Option? Named(Option[] options, string word) => Array.Find(options, o => o.Name == word || o.Aliases.Contains(word));

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    private static IReadOnlyList<(string Value, string? What)> Matching(IEnumerable<(string, string?)> values, string prefix) =>
        [.. values.Where(v => v.Item1.StartsWith(prefix, StringComparison.Ordinal))];
}
