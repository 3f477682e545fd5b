using System.CommandLine;
using System.CommandLine.Parsing;

namespace KubeTask.Cli.Invocations;

/// <summary>Says in one sentence what is wrong with a command line, and what to write instead. Pure.</summary>
internal static class Problems
{
    /// <summary>The first thing that is wrong; null if nothing is.</summary>
    public static string? Of(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        if (command.Subcommands.Count > 0 && result.UnmatchedTokens.FirstOrDefault(t => !t.StartsWith('-')) is { } unknown)
            return Unexpected(command, unknown);
        if (UnknownOption(result, command) is { } option)
            return option;
        if (result.Errors.Count == 0)
            return null;
        if (result.UnmatchedTokens is [var word, ..])
            return Unexpected(command, word);
        return result.Errors[0].SymbolResult switch
        {
            ArgumentResult { Parent: OptionResult parent } => Valueless(parent.Option),
            OptionResult { Tokens.Count: 0 } own when own.Option.Arity.MinimumNumberOfValues > 0 => Valueless(own.Option),
            OptionResult { Tokens.Count: > 1 } own when own.Option.Arity.MaximumNumberOfValues == 1 =>
                $"{own.Option.Name} is given {own.Tokens.Count} times; write it once",
            ArgumentResult { Argument: { } argument, Tokens.Count: 0 } => $"{PathOf(command)} needs {argument.Name}{Help(command)}",
            CommandResult { Command.Subcommands.Count: > 0 } => $"{PathOf(command)} needs a command{Help(command)}",
            _ => result.Errors[0].Message,
        };
    }

    /// <summary>The words that lead to a command, from kubectl on.</summary>
    public static string PathOf(Symbol command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "kubectl kubetask";

    /// <summary>The options that a command takes, its parents' included.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(Ancestors(command).SelectMany(c => c.Options).Where(o => o.Recursive)).Where(o => !o.Hidden);

    private static IEnumerable<Command> Ancestors(Command command) =>
        command.Parents.OfType<Command>().SelectMany(p => Ancestors(p).Prepend(p));

    /// <summary>A word that begins with a dash would otherwise be taken for a name.</summary>
    private static string? UnknownOption(ParseResult result, Command command)
    {
        string? word = result
            .Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash)
            .Where(t => t.Type == TokenType.Argument && t.Value is ['-', not '-', ..] or ['-', '-', ..])
            .Select(t => t.Value)
            .FirstOrDefault(v => IsNotAValue(result, v));
        if (word is null)
            return null;
        string name = word.Split('=')[0];
        if (name == "--context")
        {
            return $"{PathOf(command)} has no option --context: of KubeTask's commands only run has it, for Contexts of a Task; "
                + "the context of the kubeconfig is --kube-context";
        }

        string? similar = Similar.To(name, OptionsOf(command).SelectMany(o => o.Aliases.Append(o.Name)));
        return $"{PathOf(command)} has no option {name}" + (similar is null ? Help(command) : $"; did you mean {similar}?");
    }

    private static bool IsNotAValue(ParseResult result, string word) =>
        !result
            .CommandResult.Children.OfType<OptionResult>()
            .Concat(result.RootCommandResult.Children.OfType<OptionResult>())
            .Any(o => o.Tokens.Any(t => t.Value == word));

    private static string Unexpected(Command command, string word)
    {
        if (command.Subcommands.Count > 0)
        {
            string? similar = Similar.To(word, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
            return $"{PathOf(command)} has no command \"{word}\"" + (similar is null ? Help(command) : $"; did you mean {similar}?");
        }

        return command.Arguments.Count == 0
            ? $"{PathOf(command)} takes no argument, but has \"{word}\"{Help(command)}"
            : $"{PathOf(command)} has an argument too many, \"{word}\"; put text with blanks into quotes";
    }

    private static string Valueless(Option option) =>
        option.HelpName is { } value ? $"{option.Name} needs a value: {option.Name} {value}" : $"{option.Name} needs a value";

    private static string Help(Command command) => $"; see {PathOf(command)} --help";
}
