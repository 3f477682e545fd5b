using System.CommandLine;
using KubeTask.Cli.Output;

namespace KubeTask.Cli.Invocations;

/// <summary>A command of the program.</summary>
/// <param name="name">The word on the command line.</param>
/// <param name="summary">One line for the list of commands.</param>
/// <param name="details">What <c>--help</c> says beside that, or null.</param>
/// <param name="examples">Lines to copy, each with what it does.</param>
internal abstract class CliCommand(string name, string summary, string? details, params (string Line, string What)[] examples)
    : Command(name, summary)
{
    /// <summary>What <c>--help</c> says beside the summary, or null.</summary>
    public string? Details { get; } = details;

    /// <summary>Lines to copy, each with what it does.</summary>
    public IReadOnlyList<(string Line, string What)> Examples { get; } = examples;

    /// <summary>Does the work.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliException">It can't be done; the message says why.</exception>
    public abstract Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken);

    /// <summary>An option <c>-o</c> with these values.</summary>
    protected static Option<string?> OutputOption(string description, params string[] formats)
    {
        var option = new Option<string?>("--output", "-o") { Description = description, HelpName = string.Join('|', formats) };
        option.CompletionSources.Add(formats);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } value && !formats.Contains(value))
                result.AddError($"--output: \"{value}\" is not a format; write {string.Join(", ", formats[..^1])} or {formats[^1]}");
        });
        return option;
    }

    /// <summary>An option <c>-o</c> for commands that print an object.</summary>
    protected static Option<string?> ObjectOutputOption() =>
        OutputOption("Print the object for a program", OutputFormat.Json, OutputFormat.Yaml, OutputFormat.Name);
}
