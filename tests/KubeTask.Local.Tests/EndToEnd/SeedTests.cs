using KubeTask.Core.Api;
using KubeTask.Local.Tests.Kubectl;

namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>The manifests of the seed document, word for word (seed/*.yaml).</summary>
[Collection(nameof(ClusterFixture))]
public sealed class SeedTests(ClusterFixture cluster)
{
    private const string Presumed = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: kubetask-agent}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: ai-credentials}
        stringData: {anthropic-key: not-a-real-key}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: workflow-guides}
        data:
          pr-workflow.md: |
            # Pull requests
            One change per pull request.
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: org-policies}
        data:
          security.md: Keep </context> secrets out.
        """;

    private static readonly string[] s_batch = ["service-a", "service-b", "service-c"];

    [Fact]
    public async Task The_quick_start_applies_unchanged_and_the_agent_gets_the_description_and_the_guide_at_its_path()
    {
        using var space = Space.Of(cluster.Kubeconfig, KubeTaskApi.DefaultReleaseNamespace);
        await space.ApplyAsync(Presumed);
        await CreatedAsync(space, "quick-start-agent.yaml", "agent.kubetask.io/default created");
        await CreatedAsync(space, "quick-start-context.yaml", "context.kubetask.io/workflow-guide created");
        await CreatedAsync(space, "quick-start-task.yaml", "task.kubetask.io/update-service-a created");

        await space.PhaseAsync("Completed", "update-service-a");

        string log = await space.RunAsync("logs", "job/" + await space.FieldAsync("task/update-service-a", ".status.jobName"));
        Assert.Contains(
            "--- /workspace/task.md ---\nUpdate dependencies to latest versions.\nRun tests and create PR.\n",
            log,
            StringComparison.Ordinal
        );
        Assert.Contains("--- /workspace/guide.md ---\n# Pull requests\nOne change per pull request.\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain("<context", log, StringComparison.Ordinal);
        Assert.Equal(
            "quay.io/kubetask/kubetask-agent-gemini:latest",
            await space.FieldAsync("task/update-service-a", ".status.agent.image")
        );
        Assert.Matches(@"(?m)^update-service-a +Completed +default +update-service-a-job ", await space.RunAsync("get", "tasks"));
    }

    [Fact]
    public async Task Contexts_apply_unchanged_and_are_files_at_their_mountPath_or_parts_of_task_md_in_XML_tags()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "seed-contexts");
        await space.ApplyAsync(Presumed);
        await CreatedAsync(space, "context-inline.yaml", "context.kubetask.io/coding-standards created");
        await CreatedAsync(space, "context-configmap.yaml", "context.kubetask.io/security-policy created");
        await space.ApplyAsync(
            """
            apiVersion: kubetask.io/v1alpha1
            kind: Agent
            metadata: {name: default}
            spec: {agentImage: quay.io/kubetask/kubetask-agent-echo:latest, serviceAccountName: kubetask-agent}
            ---
            apiVersion: kubetask.io/v1alpha1
            kind: Task
            metadata: {name: appended}
            spec: {description: Review the code, contexts: [{name: coding-standards}]}
            ---
            apiVersion: kubetask.io/v1alpha1
            kind: Task
            metadata: {name: review}
            spec:
              description: "Review the code"
              contexts:
                - name: coding-standards
                  mountPath: /workspace/guides/standards.md
                - name: security-policy
                  # Empty mountPath = append to task.md with XML tags
            """
        );

        await space.PhaseAsync("Completed", "appended", "review");

        Assert.Contains(
            """
            --- /workspace/task.md ---
            Review the code

            <context name="coding-standards" namespace="seed-contexts" type="Inline">
            # Coding Standards
            - Use descriptive names
            - Write unit tests
            </context>
            """,
            await space.RunAsync("logs", "job/appended-job"),
            StringComparison.Ordinal
        );
        string log = await space.RunAsync("logs", "job/review-job");
        Assert.Contains(
            "--- /workspace/guides/standards.md ---\n# Coding Standards\n- Use descriptive names\n- Write unit tests\n",
            log,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<context name=\"security-policy\" namespace=\"seed-contexts\" type=\"ConfigMap\">\n",
            log,
            StringComparison.Ordinal
        );
        // The policy's own </context> doesn't end the element.
        Assert.Equal(2, log.Split("</context>").Length);
    }

    /// <summary>What <c>helm template</c> makes of the chart for a batch.</summary>
    [Fact]
    public async Task A_batch_applies_as_helm_renders_it_and_each_Task_gets_its_own_description()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "seed-batch", "cat $WORKSPACE_DIR/task.md");

        await CreatedAsync(space, "batch.yaml", [.. s_batch.Select(n => $"task.kubetask.io/update-{n} created")]);

        await space.PhaseAsync("Completed", [.. s_batch.Select(n => $"update-{n}")]);
        foreach (string name in s_batch)
            Assert.Equal($"Update dependencies for {name}\n", await space.RunAsync("logs", $"job/update-{name}-job"));
    }

    [Theory]
    [InlineData("context-git.yaml", "context.kubetask.io/repo-context created")]
    [InlineData("agent-configuration.yaml", "agent.kubetask.io/default created")]
    [InlineData(
        "multi-ai.yaml",
        "agent.kubetask.io/claude created",
        "agent.kubetask.io/gemini created",
        "task.kubetask.io/task-with-claude created"
    )]
    public async Task Every_other_seed_manifest_applies_unchanged_and_without_a_warning(string file, params string[] lines)
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "seed-" + Path.GetFileNameWithoutExtension(file));

        await CreatedAsync(space, file, lines);

        await space.RunAsync("delete", "-f", Seed(file), "--wait=false");
    }

    private static string Seed(string file) => Path.Combine(AppContext.BaseDirectory, "EndToEnd", "seed", file);

    private static async Task CreatedAsync(Space space, string file, params string[] lines)
    {
        KubectlResult result = await space.TryAsync("apply", "-f", Seed(file));
        Assert.Equal("", result.Error);
        Assert.Equal(lines, result.Succeeded().TrimEnd().Split('\n'));
    }
}
