using System.CommandLine;
using KubeTask.Cli.Completion;
using KubeTask.Cli.Invocations;

namespace KubeTask.Cli.Commands;

/// <summary>Prints a script for a shell.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = Scripts.Bash,
        ["zsh"] = Scripts.Zsh,
        ["fish"] = Scripts.Fish,
        ["kubectl"] = Scripts.Kubectl,
    };

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish; or kubectl for \"kubectl kubetask\"" };

    public CompletionCommand()
        : base(
            "completion",
            "Print a script that completes commands, options and live names in a shell",
            "The script of a shell completes kubectl-kubetask. For \"kubectl kubetask\", kubectl's own completion (1.26 and newer) runs a "
                + "program called kubectl_complete-kubetask, which must be in a folder of PATH: \"completion kubectl\" prints it.",
            ("source <(kubectl kubetask completion bash)", "For this bash; as a line of ~/.bashrc, for all"),
            ("kubectl kubetask completion zsh > \"${fpath[1]}/_kubectl-kubetask\"", "For zsh"),
            ("kubectl kubetask completion fish > ~/.config/fish/completions/kubectl-kubetask.fish", "For fish"),
            (
                "kubectl kubetask completion kubectl > ~/.local/bin/kubectl_complete-kubetask && chmod +x "
                    + "~/.local/bin/kubectl_complete-kubetask",
                "For \"kubectl kubetask\" in all of them"
            )
        )
    {
        _shell.CompletionSources.Add([.. s_scripts.Keys]);
        Add(_shell);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string shell = invocation.Get(_shell)!;
        if (!s_scripts.TryGetValue(shell, out string? script))
            throw CliException.Usage($"SHELL: there is no script for \"{shell}\"; write {string.Join(", ", s_scripts.Keys)}");
        await invocation.Terminal.Out.WriteAsync(script.AsMemory(), cancellationToken);
        return ExitCodes.Ok;
    }
}
