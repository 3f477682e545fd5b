using KubeTask.Local.Cluster;
using KubeTask.ModelServer;

namespace KubeTask.Local;

/// <summary>The command line of kubetask-local.</summary>
/// <param name="Command">run or demo.</param>
/// <param name="Runtime">How the functions run: one of <see cref="FunctionsProgram.Runtimes"/>.</param>
/// <param name="Agent">The agent whose real CLI runs, or null for none.</param>
/// <param name="State">The folder for kubeconfigs, tokens and logs, or null for the command's own in <c>.local/</c>.</param>
internal sealed record LocalArguments(string Command, string Runtime, string? Agent, string? State)
{
    public const string Usage = """
        kubetask-local: KubeTask with no cluster.

          kubetask-local run    start everything and leave it running; Ctrl-C ends it
          kubetask-local demo   run one Task end to end, show what happens, and end

          --runtime standalone  the functions as one process (the default)
                    custom      the same process as the custom handler of the Azure Functions host's stand-in
                    worker      the functions as an isolated worker, behind the same stand-in
          --agent claude|codex|gemini|opencode
                                the image kubetask-agent-NAME is the agent's real CLI, which make installs from npm;
                                the demo gives it a stub model, so it needs no key
          --state FOLDER        where kubeconfigs, tokens and logs are written, so that several can run at once

        An API server in memory, Jobs as sandboxed processes, and a stand-in for KEDA run in this process; the scaler and the functions are
        the real ones, as processes. Kubeconfigs, tokens and logs are in .local/ of the repository.
        """;

    /// <returns>What the arguments say, or what is wrong with them.</returns>
    public static (LocalArguments? Arguments, string? Error) Read(IReadOnlyList<string> args)
    {
        if (args is not ["run" or "demo", ..])
            return (null, Usage);
        var read = new LocalArguments(args[0], FunctionsProgram.Standalone, null, null);
        for (int i = 1; i < args.Count; i += 2)
        {
            string option = args[i];
            string value = i + 1 < args.Count ? args[i + 1] : "";
            (LocalArguments? next, IEnumerable<string>? known) = option switch
            {
                "--runtime" => (read with { Runtime = value }, FunctionsProgram.Runtimes),
                "--agent" => (read with { Agent = value }, AgentCli.Names),
                "--state" => (read with { State = value }, null),
                _ => ((LocalArguments?)null, (IEnumerable<string>?)null),
            };
            if (next is null)
                return (null, $"kubetask-local: there is no option {option}\n\n{Usage}");
            if (value.Length == 0 && known is null)
                return (null, $"kubetask-local: {option}: write a folder after it");
            if (known?.Contains(value) == false)
                return (null, $"kubetask-local: {option}: there is no \"{value}\"; write one of {string.Join(", ", known)}");
            read = next;
        }

        return (read, null);
    }
}
