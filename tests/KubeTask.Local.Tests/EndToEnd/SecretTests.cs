using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KubeTask.Local.Cluster;
using Microsoft.Extensions.Logging;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>hazards.md, row 31: a Secret's value reaches the agent, and nothing else that anybody can read.</summary>
public sealed partial class SecretTests
{
    private const string Kinds =
        "tasks,agents,contexts,crontasks,kubetaskconfigs,jobs,pods,configmaps,events,serviceaccounts,namespaces,leases,deployments";

    [Fact]
    public async Task Hazard_31_a_canary_is_in_no_log_event_status_or_object_and_so_is_no_token_of_ours()
    {
        // Without it, paths in a script are the machine's own.
        await Node.LocalCluster.RequireBubblewrapAsync();
        string canary = "canary-" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        using var state = new StateFolder();
        using var logs = new CapturedLogs();
        string objects;
        string[] tokens;
        await using (
            LocalCluster cluster = await LocalCluster.StartAsync(
                RepositoryLayout.Find(),
                new LocalClusterOptions { StateFolder = state.Path },
                TimeProvider.System,
                logs,
                CancellationToken.None
            )
        )
        {
            using Space space = await Space.CreateAsync(cluster.Kubeconfig, "canary");
            await space.RunAsync("create", "secret", "generic", "held", $"--from-literal=token={canary}");
            await space.ApplyAsync(
                Agent(
                    "default",
                    "test \"$ONE\" = \"$(cat /c/two)\" -a \"$BOTH\" = \"$(cat /c/both)\" -a \"$token\" = \"$(cat "
                        + "/c/all/token)\" && echo seen ${#ONE}"
                ) + Space.Task("sees")
            );
            await space.ApplyAsync(Agent("fails", "test -n \"$ONE\"; exit 3") + Space.Task("fails", "description: x, agentRef: fails"));
            await space.ApplyAsync(
                Agent("lacks", "true", key: "missing") + Space.Task("lacks", "description: x, agentRef: lacks, activeDeadlineSeconds: 3")
            );

            await space.PhaseAsync("Completed", "sees");
            await space.PhaseAsync("Failed", "fails", "lacks");

            Assert.Equal($"seen {canary.Length}\n", await space.RunAsync("logs", "job/sees-job"));
            foreach (string user in new[] { "functions", "scaler" })
            {
                Assert.Equal(
                    "no",
                    (
                        await space.TryAsync(
                            "auth",
                            "can-i",
                            "get",
                            "secrets",
                            "--kubeconfig",
                            Path.Combine(state.Path, $"{user}.kubeconfig")
                        )
                    ).Output.Trim()
                );
            }

            objects = await space.RunAsync("get", Kinds, "-A", "-o", "json");
            tokens = [.. Directory.GetFiles(state.Path, "*kubeconfig").Select(f => Token().Match(File.ReadAllText(f)).Groups[1].Value)];
        }

        string printed =
            string.Join('\n', logs.Lines) + string.Concat(Directory.GetFiles(Path.Combine(state.Path, "logs")).Select(File.ReadAllText));
        Assert.Contains("sees", printed, StringComparison.Ordinal);
        foreach (string secret in new[] { canary, Convert.ToBase64String(Encoding.UTF8.GetBytes(canary)) })
        {
            Assert.DoesNotContain(secret, objects, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, printed, StringComparison.Ordinal);
        }

        Assert.All(tokens, token =>
        {
            Assert.True(token.Length > 20);
            Assert.DoesNotContain(token, objects, StringComparison.Ordinal);
            Assert.DoesNotContain(token, printed, StringComparison.Ordinal);
        });
    }

    private static string Agent(string name, string command, string key = "token") =>
        $"""
            apiVersion: kubetask.io/v1alpha1
            kind: Agent
            metadata: {"{"}name: {name}{"}"}
            spec:
              agentImage: busybox
              serviceAccountName: default
              command: [sh, -c, '{command}']
              credentials:
                - {"{"}name: one, secretRef: {"{"}name: held, key: {key}{"}"}, env: ONE{"}"}
                - {"{"}name: two, secretRef: {"{"}name: held, key: token{"}"}, mountPath: /c/two{"}"}
                - {"{"}name: both, secretRef: {"{"}name: held, key: token{"}"}, env: BOTH, mountPath: /c/both, fileMode: 0400{"}"}
                - {"{"}name: all-variables, secretRef: {"{"}name: held{"}"}{"}"}
                - {"{"}name: all-files, secretRef: {"{"}name: held{"}"}, mountPath: /c/all{"}"}
            ---

            """;

    [GeneratedRegex("token: \"?([^\"\\s]+)")]
    private static partial Regex Token();

    /// <summary>Everything that is logged, down to the finest level.</summary>
    private sealed class CapturedLogs : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
