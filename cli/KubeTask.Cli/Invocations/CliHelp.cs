using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using KubeTask.Cli.Terminals;

namespace KubeTask.Cli.Invocations;

/// <summary>Writes <c>--help</c>: what the command does, examples, then arguments and options.</summary>
internal sealed class CliHelp : SynchronousCommandLineAction
{
    private const int Widest = 110;
    private const int Indent = 2;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output, Math.Min(Terminal.Width, Widest));
        return ExitCodes.Ok;
    }

    /// <summary>Writes the help of a command.</summary>
    public static void Write(Command command, TextWriter output, int width)
    {
        Paragraph(output, $"{command.Description}.", width);
        if (command is CliCommand { Details: { } details })
        {
            foreach (string paragraph in details.Split("\n\n"))
            {
                output.Write('\n');
                Paragraph(output, paragraph, width);
            }
        }

        Title(output, "Usage");
        output.Write($"  {Usage(command)}\n");
        if (command is CliCommand { Examples: { Count: > 0 } examples })
        {
            Title(output, "Examples");
            foreach ((string line, string what) in examples)
                output.Write($"  # {what}\n  {line}\n");
        }

        Rows(output, "Commands", [.. command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? ""))], width);
        Rows(output, "Arguments", [.. command.Arguments.Where(a => !a.Hidden).Select(a => (a.Name, a.Description ?? ""))], width);
        Option[] own = [.. command.Options.Where(o => !o.Hidden && !o.Recursive)];
        Rows(output, "Options", [.. own.Where(o => o is not (HelpOption or VersionOption)).Select(Row)], width);
        Option[] everywhere = [.. Problems.OptionsOf(command).Where(o => o.Recursive).Distinct()];
        if (command is RootCommand)
        {
            everywhere = [.. command.Options.Where(o => o is HelpOption or VersionOption), .. everywhere];
            Rows(output, "Options of every command", [.. everywhere.Distinct().Select(Row)], width);
            return;
        }

        output.Write('\n');
        string names = string.Join(", ", everywhere.Where(o => o is not HelpOption).Select(o => o.Aliases.FirstOrDefault() ?? o.Name));
        Paragraph(output, $"Options of every command ({names}): see kubectl kubetask --help.", width);
    }

    private static string Usage(Command command)
    {
        IEnumerable<string> arguments = command
            .Arguments.Where(a => !a.Hidden)
            .Select(a => a.Arity.MaximumNumberOfValues > 1 ? a.Name + "..." : a.Name)
            .Zip(command.Arguments.Where(a => !a.Hidden), (name, a) => a.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name);
        string words = command.Subcommands.Count > 0 ? "COMMAND" : string.Join(' ', arguments);
        return $"{Problems.PathOf(command)} {words}{(words.Length > 0 ? " " : "")}[options]";
    }

    private static (string, string) Row(Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(a => a is "-h" or ['-', not ('-' or '?'), ..]).Append(option.Name));
        string value = option.ValueType == typeof(bool) || option.HelpName is null ? "" : $" {option.HelpName}";
        return (names.StartsWith("--", StringComparison.Ordinal) ? $"    {names}{value}" : names + value, option.Description ?? "");
    }

    private static void Title(TextWriter output, string title) => output.Write($"\n{title}:\n");

    private static void Rows(TextWriter output, string title, IReadOnlyList<(string Name, string Text)> rows, int width)
    {
        if (rows.Count == 0)
            return;
        Title(output, title);
        int first = rows.Max(r => r.Name.Length) + Indent;
        foreach ((string name, string text) in rows)
        {
            string[] lines = [.. Paragraphs.Wrap(text, Math.Max(30, width - Indent - first))];
            output.Write($"  {name.PadRight(first)}{lines[0]}\n");
            foreach (string line in lines[1..])
                output.Write(new string(' ', Indent + first) + line + "\n");
        }
    }

    private static void Paragraph(TextWriter output, string text, int width)
    {
        foreach (string line in Paragraphs.Wrap(text, width))
            output.Write(line + "\n");
    }
}
