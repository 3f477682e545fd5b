namespace KubeTask.Local.Tests.EndToEnd;

/// <summary>The files and folders of an agent, as its own program finds them.</summary>
[Collection(nameof(ClusterFixture))]
public sealed class FileTests(ClusterFixture cluster)
{
    private const string Agent = """
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        stringData: {token: secret}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: guides}
        data: {one.md: first}
        ---
        apiVersion: kubetask.io/v1alpha1
        kind: Context
        metadata: {name: rules}
        spec: {type: Inline, inline: {content: be kind}}
        ---
        apiVersion: kubetask.io/v1alpha1
        kind: Context
        metadata: {name: guides}
        spec: {type: ConfigMap, configMap: {name: guides}}
        ---
        apiVersion: kubetask.io/v1alpha1
        kind: Agent
        metadata: {name: default}
        spec:
          agentImage: busybox
          serviceAccountName: default
          command:
            - sh
            - -c
            - |
              cd "$WORKSPACE_DIR" && cat src/docs/AGENTS.md keys/deep/token guides/all/one.md && echo &&
              for folder in . src src/docs keys keys/deep guides; do
                touch $folder/new && mkdir $folder/below && stat -c "%a $folder" $folder
              done
          credentials:
            - {name: token, secretRef: {name: keys, key: token}, mountPath: keys/deep/token}
        ---
        apiVersion: kubetask.io/v1alpha1
        kind: Task
        metadata: {name: nested}
        spec:
          contexts:
            - {name: rules, mountPath: src/docs/AGENTS.md}
            - {name: guides, mountPath: guides/all}

        """;

    [Fact]
    public async Task Hazard_59_an_agent_writes_in_every_folder_above_its_files()
    {
        using Space space = await Space.CreateAsync(cluster.Kubeconfig, "nested-files");
        await space.ApplyAsync(Agent);

        await space.PhaseAsync("Completed", "nested");

        Assert.Equal(
            "be kindsecretfirst\n777 .\n777 src\n777 src/docs\n777 keys\n777 keys/deep\n777 guides\n",
            await space.RunAsync("logs", "job/nested-job")
        );
    }
}
