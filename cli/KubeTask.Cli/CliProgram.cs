using System.CommandLine;
using System.CommandLine.Help;
using KubeTask.Cli.Commands;
using KubeTask.Cli.Completion;
using KubeTask.Cli.Invocations;
using KubeTask.Cli.Terminals;

namespace KubeTask.Cli;

/// <summary>The program: parses the command line, runs the command, and says in one line what went wrong.</summary>
internal sealed class CliProgram(Terminal terminal, TimeProvider time)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        RootCommand root = CreateRoot();
        ParseResult result = root.Parse(args, new ParserConfiguration { EnablePosixBundling = true, ResponseFileTokenReplacer = null });
        try
        {
            if (args is [CompletionAnswer.Word, .. string[] words])
            {
                await CompletionAnswer.WriteAsync(root, words, terminal.Out, time, cancellationToken);
                return ExitCodes.Ok;
            }

            if (result.Action is { } action and (CliHelp or VersionAction))
                return ((System.CommandLine.Invocation.SynchronousCommandLineAction)action).Invoke(result);
            if (args.Length == 0)
            {
                CliHelp.Write(root, Console.Error, Terminal.Width);
                return ExitCodes.Usage;
            }

            if (Problems.Of(result) is { } problem)
                throw CliException.Usage(problem);
            using var invocation = new Invocation(result, terminal, time);
            return await ((CliCommand)result.CommandResult.Command).RunAsync(invocation, cancellationToken);
        }
        catch (Exception e) when (StandardOutput.IsBrokenPipe(e))
        {
            return ExitCodes.BrokenPipe;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (Failures.Of(e) is { } failure)
        {
            terminal.Note($"error: {failure.Message}", Ink.Bad);
            return failure.ExitCode;
        }
    }

    /// <summary>All commands.</summary>
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("Runs AI-agent tasks on Kubernetes: submit them, follow them, and see what they wait for")
        {
            new RunCommand(),
            new ListCommand(),
            new TopCommand(),
            new DescribeCommand(),
            new LogsCommand(),
            new StopCommand(),
            new RetryCommand(),
            new TriggerCommand(),
            new SuspendCommand(),
            new ResumeCommand(),
            new RenderCommand(),
            new DoctorCommand(),
            new UiCommand(),
            new CompletionCommand(),
        };
        foreach (Option option in root.Options)
        {
            if (option is HelpOption help)
            {
                help.Action = new CliHelp();
                help.Description = "Show what the command does, with examples";
                help.Aliases.Clear();
                help.Aliases.Add("-h");
            }
            else if (option is VersionOption version)
            {
                version.Action = new VersionAction();
                version.Description = "Show the version of this program";
            }
        }

        foreach (Option option in ConnectionOptions.All)
        {
            option.Recursive = true;
            root.Add(option);
        }

        return root;
    }
}
