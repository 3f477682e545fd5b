namespace KubeTask.Cli.Tests.Commands;

[Collection(nameof(ClusterFixture))]
public sealed class CompletionTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Live_names_are_offered_with_what_distinguishes_them()
    {
        using Space space = await Space.CreateAsync(cluster, "names", "exit 0");
        await space.TaskAsync("ended");
        await space.TaskAsync("waits", "{description: Hi, agentRef: nobody}");
        await space.PhaseAsync("ended", "Completed");

        Assert.Equal("ended\tCompleted\nwaits\tPending\n:4\n", await AskAsync("-n", "names", "logs", ""));
        Assert.Equal("ended\tCompleted\n:4\n", await AskAsync("-n", "names", "retry", ""));
        Assert.Equal("waits\tPending\n:4\n", await AskAsync("stop", "-n", "names", "w"));
        Assert.Equal("default\tbusybox\n:4\n", await AskAsync("-n", "names", "run", "--agent", ""));
        Assert.Equal("names\n:4\n", await AskAsync("list", "-n", "name"));
    }

    [Fact]
    public async Task Bash_completes_a_name_of_the_cluster()
    {
        using Space space = await Space.CreateAsync(cluster, "complete-bash");
        await space.TaskAsync("nightly-build", "{description: Hi, agentRef: nobody}");
        string folder = Path.GetDirectoryName(CliProcess.Program)!;
        string line =
            $"PATH='{folder}':$PATH; source <(kubectl-kubetask completion bash); "
            + "COMP_WORDS=(kubectl-kubetask -n complete-bash describe nig); COMP_CWORD=4; _kubectl_kubetask; echo \"${COMPREPLY[@]}\"";
        using var process = CliProcess.Shell(cluster.Kubeconfig, line);

        Assert.Equal("nightly-build\n", (await process.EndAsync()).Piped());
    }

    [Fact]
    public async Task Fish_completes_a_value_behind_an_equals_sign()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fish"), "fish is not installed");
        using Space space = await Space.CreateAsync(cluster, "fish", "exit 0");
        string folder = Path.GetDirectoryName(CliProcess.Program)!;
        string line =
            $"PATH='{folder}':$PATH fish -c 'kubectl-kubetask completion fish | source; "
            + "complete -C \"kubectl-kubetask run -n fish --agent=de\"; complete -C \"kubectl-kubetask -n fish doct\"'";
        using var process = CliProcess.Shell(cluster.Kubeconfig, line);

        Assert.Equal(
            "--agent=default\tbusybox\ndoctor\tCheck whether KubeTask can work in the cluster, and say what to do if not\n",
            (await process.EndAsync()).Piped()
        );
    }

    [Fact]
    public async Task Kubectl_completes_the_plugin_by_the_script_for_it()
    {
        string folder = Directory.CreateTempSubdirectory("kubetask-plugin-").FullName;
        string program = Path.GetDirectoryName(CliProcess.Program)!;
        string line =
            $"PATH='{folder}':'{program}':$PATH; kubectl-kubetask completion kubectl > '{folder}/kubectl_complete-kubetask'; "
            + $"chmod +x '{folder}/kubectl_complete-kubetask'; kubectl __complete kubetask comp";
        using var process = CliProcess.Shell(cluster.Kubeconfig, line);

        Assert.StartsWith(
            "completion\tPrint a script that completes commands, options and live names in a shell\n:4\n",
            (await process.EndAsync()).Piped(),
            StringComparison.Ordinal
        );
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_asked_is_no_message_in_the_middle_of_a_line()
    {
        using var process = CliProcess.Pipe("/nowhere", "__complete", "logs", "");

        CliResult result = await process.EndAsync();

        Assert.Equal((":1\n", ""), (result.Piped(), result.Error));
    }

    [Theory]
    [InlineData("bash", "complete -F _kubectl_kubetask kubectl-kubetask")]
    [InlineData("zsh", "#compdef kubectl-kubetask")]
    [InlineData("fish", "complete -c kubectl-kubetask")]
    public async Task Each_shell_has_a_script_also_in_a_terminal(string shell, string line)
    {
        using var pipe = CliProcess.Pipe(null, "completion", shell);
        using var terminal = CliProcess.Terminal(null, 80, "completion", shell);

        string script = (await pipe.EndAsync()).Piped();

        Assert.Contains(line, script, StringComparison.Ordinal);
        Assert.Equal(script, (await terminal.EndAsync()).Succeeded());
    }

    private async Task<string> AskAsync(params string[] words)
    {
        using var process = CliProcess.Pipe(cluster.Kubeconfig, ["__complete", .. words]);
        return (await process.EndAsync()).Piped();
    }
}
