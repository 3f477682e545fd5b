using System.CommandLine;
using KubeTask.Cli.Invocations;

namespace KubeTask.Cli.Tests.Help;

/// <summary>
/// What <c>--help</c> says, word for word. After an intended change, KUBETASK_UPDATE_CASES=1 writes the texts: read the diff.
/// </summary>
public sealed class HelpTests
{
    private const int Width = 80;
    private static readonly bool s_update = Environment.GetEnvironmentVariable("KUBETASK_UPDATE_CASES") == "1";

    public static TheoryData<string> Commands => [.. CliProgram.CreateRoot().Subcommands.Select(c => c.Name).Prepend("kubetask")];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_help_of_a_command_is_as_it_was_read(string name)
    {
        RootCommand root = CliProgram.CreateRoot();
        Command command = root.Subcommands.FirstOrDefault(c => c.Name == name) ?? root;
        using var text = new StringWriter();
        CliHelp.Write(command, text, Width);
        string file = $"Help/{name}.txt";
        if (s_update)
            await File.WriteAllTextAsync(Path.Combine(Sources(), file), text.ToString(), TestContext.Current.CancellationToken);

        string expected = await File.ReadAllTextAsync(
            s_update ? Path.Combine(Sources(), file) : Path.Combine(AppContext.BaseDirectory, file),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(expected, text.ToString());
        Assert.All(text.ToString().Split('\n'), line =>
            Assert.True(line.Length <= Width || line.StartsWith("  kubectl", StringComparison.Ordinal) || !line.Contains("  "), line)
        );
    }

    [Fact]
    public void Every_command_has_an_example_and_every_option_says_what_it_does()
    {
        foreach (Command command in CliProgram.CreateRoot().Subcommands)
        {
            Assert.NotEmpty(((CliCommand)command).Examples);
            Assert.All(command.Options, o => Assert.False(string.IsNullOrEmpty(o.Description), $"{command.Name} {o.Name}"));
            Assert.All(command.Arguments, a => Assert.False(string.IsNullOrEmpty(a.Description), $"{command.Name} {a.Name}"));
        }
    }

    [Fact]
    public async Task Help_goes_to_the_output_and_a_run_without_a_command_is_a_mistake()
    {
        using var help = CliProcess.Pipe(null, "logs", "--help");
        using var nothing = CliProcess.Pipe(null);

        Assert.StartsWith("Show the log of a Task's agent", (await help.EndAsync()).Piped(), StringComparison.Ordinal);
        CliResult result = await nothing.EndAsync();
        Assert.Equal((ExitCodes.Usage, ""), (result.Code, result.Output));
        Assert.StartsWith("Runs AI-agent tasks on Kubernetes", result.Error, StringComparison.Ordinal);
    }

    private static string Sources() => RepositoryRoot.Combine("tests", "KubeTask.Cli.Tests");
}
