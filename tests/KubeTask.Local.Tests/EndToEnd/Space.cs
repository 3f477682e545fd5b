using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using KubeTask.Local.Tests.Kubectl;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>What a user does in one namespace of a cluster, with kubectl and nothing else.</summary>
internal sealed class Space : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Kubectl.Kubectl _kubectl;

    private Space(Kubectl.Kubectl kubectl, string name) => (_kubectl, Name) = (kubectl, name);

    public string Name { get; }

    /// <summary>A new namespace with an Agent <c>default</c> that runs a shell's command, if there is one.</summary>
    public static async Task<Space> CreateAsync(string kubeconfig, string name, string? command = null)
    {
        var space = new Space(new Kubectl.Kubectl(kubeconfig), name);
        await space.RunAsync("create", "namespace", name);
        if (command is not null)
            await space.ApplyAsync(Agent("default", command));
        return space;
    }

    /// <summary>A namespace that is there.</summary>
    public static Space Of(string kubeconfig, string name) => new(new Kubectl.Kubectl(kubeconfig), name);

    public static string Agent(string name, string command) =>
        $"""
            apiVersion: kubetask.io/v1alpha1
            kind: Agent
            metadata: {"{"}name: {name}{"}"}
            spec:
              agentImage: busybox
              serviceAccountName: default
              command: [sh, -c, '{command}']
            ---

            """;

    public static string Task(string name, string spec = "description: Say hello") =>
        $"apiVersion: kubetask.io/v1alpha1\nkind: Task\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n---\n";

    /// <summary>A number of seconds to sleep by which a process is found among all of the machine's.</summary>
    public static string Seconds() => RandomNumberGenerator.GetInt32(100_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    public async Task<string> RunAsync(params string[] arguments) => (await TryAsync(arguments)).Succeeded();

    public Task<KubectlResult> TryAsync(params string[] arguments) => _kubectl.RunAsync([.. arguments, "-n", Name]);

    /// <summary>Feeds a manifest to a command of kubectl that takes one.</summary>
    public Task<KubectlResult> FeedAsync(string manifest, string verb) => _kubectl.FeedAsync(manifest, verb, "-n", Name, "-f", "-");

    public async Task ApplyAsync(string manifest) => (await _kubectl.FeedAsync(manifest, "apply", "-n", Name, "-f", "-")).Succeeded();

    /// <summary>Waits until a Task is in a phase.</summary>
    public Task PhaseAsync(string phase, params string[] tasks) =>
        RunAsync(["wait", $"--for=jsonpath={{.status.phase}}={phase}", "--timeout=90s", .. tasks.Select(t => $"task/{t}")]);

    /// <summary>A field of an object, by a JSONPath such as <c>.status.exitCode</c>.</summary>
    public Task<string> FieldAsync(string target, string path) => RunAsync("get", target, "-o", $"jsonpath={{{path}}}");

    /// <summary>Waits until a Task's agent has written a text. Until its container has started, there is no log.</summary>
    public async Task LogAsync(string task, string text)
    {
        long begun = Stopwatch.GetTimestamp();
        while ((await TryAsync("logs", $"job/{task}-job")) is var log && !log.Output.Contains(text, StringComparison.Ordinal))
            Assert.True(Stopwatch.GetElapsedTime(begun) < s_patience, $"no \"{text}\" in the log of {task}: {log}");
    }

    public void Dispose() => _kubectl.Dispose();
}
