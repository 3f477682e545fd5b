using System.Text.RegularExpressions;

namespace KubeTask.Local.Tests.Kubectl;

/// <summary>Tests with the real kubectl, each in a namespace of its own.</summary>
[Collection(nameof(ServerFixture))]
public abstract partial class KubectlTests(ServerFixture server) : IAsyncLifetime
{
    private readonly string _space = $"kubectl-{Guid.NewGuid().ToString("N")[..8]}";
    private Kubectl? _kubectl;

    /// <summary>The test's namespace.</summary>
    protected string Namespace => _space;

    private Kubectl Tool => _kubectl ??= new Kubectl(server.Kubeconfig);

    public async ValueTask InitializeAsync() =>
        (await Tool.FeedAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {_space}}}\n", "create", "-f", "-")).Succeeded();

    public ValueTask DisposeAsync()
    {
        _kubectl?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs kubectl in the test's namespace.</summary>
    protected Task<KubectlResult> RunAsync(params string[] arguments) => Tool.RunAsync([.. arguments, "-n", _space]);

    /// <summary>Feeds a manifest to kubectl in the test's namespace.</summary>
    protected Task<KubectlResult> FeedAsync(string manifest, params string[] arguments) =>
        Tool.FeedAsync(manifest, [.. arguments, "-n", _space, "-f", "-"]);

    protected Task FollowAsync(Func<string, Task<bool>> act, params string[] arguments) =>
        Tool.FollowAsync(act, [.. arguments, "-n", _space]);

    protected async Task ApplyAsync(string manifest) => (await FeedAsync(manifest, "apply")).Succeeded();

    protected async Task SetStatusAsync(string task, string status) =>
        (await RunAsync("patch", "task", task, "--subresource=status", "--type=merge", "-p", $$"""{"status":{{status}}}""")).Succeeded();

    /// <summary>The words of a printed table, row by row; two spaces and more part the columns.</summary>
    protected static IReadOnlyList<string[]> Rows(string table) =>
        [.. table.TrimEnd('\n').Split('\n').Select(line => Gap().Split(line.TrimEnd()))];

    protected static string Task(string name, string spec = "description: Say hello", string? labels = null) =>
        $"apiVersion: kubetask.io/v1alpha1\nkind: Task\nmetadata: {{name: "
        + $"{name}{(labels is null ? "" : $", labels: {labels}")}}}\nspec: {{{spec}}}\n";

    [GeneratedRegex(" {2,}")]
    private static partial Regex Gap();
}
