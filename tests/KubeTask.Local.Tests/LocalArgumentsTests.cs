namespace KubeTask.Local.Tests;

/// <summary>The command line of kubetask-local.</summary>
public sealed class LocalArgumentsTests
{
    [Fact]
    public void Options_come_in_any_order_and_have_defaults()
    {
        Assert.Equal(new LocalArguments("run", "standalone", null, null), LocalArguments.Read(["run"]).Arguments);
        Assert.Equal(
            new LocalArguments("demo", "worker", "codex", "/tmp/here"),
            LocalArguments.Read(["demo", "--agent", "codex", "--state", "/tmp/here", "--runtime", "worker"]).Arguments
        );
    }

    [Theory]
    [InlineData("kubetask-local: --agent: there is no \"gpt\"; write one of claude, codex, gemini, opencode", "demo", "--agent", "gpt")]
    [InlineData("kubetask-local: --runtime: there is no \"\"; write one of standalone, custom, worker", "run", "--runtime")]
    [InlineData("kubetask-local: --state: write a folder after it", "run", "--state")]
    [InlineData("kubetask-local: there is no option --agnet", "run", "--agnet", "claude")]
    [InlineData("kubetask-local: KubeTask with no cluster.", "start")]
    public void A_mistake_is_explained(string error, params string[] args)
    {
        (LocalArguments? read, string? said) = LocalArguments.Read(args);

        Assert.Null(read);
        Assert.StartsWith(error, said, StringComparison.Ordinal);
    }
}
