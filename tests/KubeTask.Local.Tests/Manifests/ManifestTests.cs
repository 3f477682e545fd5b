namespace KubeTask.Local.Tests.Manifests;

/// <summary>Every YAML in docs, examples and the READMEs is what an API server accepts.</summary>
public sealed class ManifestTests
{
    /// <summary>Kinds of others, whose definitions the local API server doesn't have.</summary>
    private static readonly string[] s_foreign =
    [
        "argoproj.io",
        "bitnami.com",
        "external-secrets.io",
        "kustomize.config.k8s.io",
        "kustomize.toolkit.fluxcd.io",
        "source.toolkit.fluxcd.io",
    ];

    [Fact]
    public async Task Every_YAML_in_docs_and_examples_and_READMEs_is_accepted()
    {
        IReadOnlyList<Manifest> all = ManifestFiles.All();
        Manifest[] foreign = [.. all.Where(m => s_foreign.Contains(m.Group))];
        await using ManifestServer server = await ManifestServer.StartAsync();
        var refusals = new List<string>();

        foreach (Manifest manifest in all.Except(foreign))
        {
            if (await server.RefusalAsync(manifest) is { } refusal)
                refusals.Add(refusal);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{all.Count - foreign.Length} objects by dry run, {foreign.Length} of other kinds"
        );
        Assert.True(refusals.Count == 0, string.Join('\n', refusals));
        // A kustomization.yaml needs no name.
        Assert.All(foreign.Where(m => m.Group != "kustomize.config.k8s.io"), m =>
            Assert.True(m.Object["metadata"]?["name"] is not null, $"{m} has no name")
        );
        Assert.Equal(s_foreign, foreign.Select(m => m.Group).Distinct().Order(StringComparer.Ordinal));
        Assert.True(all.Count - foreign.Length >= 70, $"only {all.Count - foreign.Length} objects were found");
    }

    [Fact]
    public void The_kinds_of_KubeTask_are_found_in_files_and_in_blocks()
    {
        IReadOnlyList<Manifest> all = ManifestFiles.All();

        foreach (string kind in new[] { "Task", "CronTask", "Agent", "Context", "KubeTaskConfig" })
            Assert.Contains(all, m => m.Kind == kind && m.Source.Contains(".md:", StringComparison.Ordinal));
        foreach (string page in new[] { "README.md", "docs/task.md", "docs/crontask.md", "docs/gitops.md", "docs/git-contexts.md" })
            Assert.Contains(all, m => m.Source.StartsWith(page + ":", StringComparison.Ordinal));
        foreach (string page in ManifestFiles.PagesWithFragments())
            Assert.Contains(all, m => m.Source.StartsWith(page + ":", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("spec: {description: d, descripton: d}", "strict decoding error: unknown field \"spec.descripton\"")]
    [InlineData("spec: {description: 5}", "spec.description: Invalid value: \"integer\"")]
    [InlineData("spec: {contexts: [{name: c, mountPath: /a/../b}]}", "a path can't have \"..\" in it; write it without")]
    public async Task A_block_with_a_bad_field_is_found(string spec, string message)
    {
        string page =
            "# A page\n\n1. A list:\n\n   ```yaml\n   apiVersion: kubetask.io/v1alpha1\n   kind: Task\n   metadata: {name: t}\n"
            + $"   {spec}\n   ```\n";
        await using ManifestServer server = await ManifestServer.StartAsync();

        string? refusal = await server.RefusalAsync(Assert.Single(ManifestFiles.In("docs/page.md", page)));

        Assert.StartsWith("docs/page.md:5: Task t: ", refusal, StringComparison.Ordinal);
        Assert.Contains(message, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_of_a_kind_that_nobody_knows_is_found()
    {
        await using ManifestServer server = await ManifestServer.StartAsync();

        string? refusal = await server.RefusalAsync(
            Assert.Single(ManifestFiles.In("examples/x.yaml", "apiVersion: kubetask.io/v1alpha1\nkind: Tusk\nmetadata: {name: t}\n"))
        );

        Assert.Equal("examples/x.yaml: Tusk t: the server has no kind Tusk in kubetask.io/v1alpha1", refusal);
    }

    [Theory]
    [InlineData("docs/page.md", "```yaml\nspec: {}\n```\n", "docs/page.md:1 is no object with apiVersion and kind")]
    [InlineData("examples/x.yaml", "a: [", "examples/x.yaml: yaml: line")]
    public void A_block_that_is_no_object_must_be_listed(string file, string text, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<InvalidOperationException>(() => ManifestFiles.In(file, text).ToList()).Message,
            StringComparison.Ordinal
        );
}
