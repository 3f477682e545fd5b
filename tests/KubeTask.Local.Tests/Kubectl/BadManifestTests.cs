namespace KubeTask.Local.Tests.Kubectl;

/// <summary>A bad manifest gets one clear sentence with the field's path, as a real API server gives it.</summary>
public sealed class BadManifestTests(ServerFixture server) : KubectlTests(server)
{
    [Theory]
    [InlineData(
        "Task",
        "description: 5",
        "spec.description: Invalid value: \"integer\": spec.description in body must be of type string: \"integer\""
    )]
    [InlineData("Task", "contexts: [{mountPath: /a}]", "spec.contexts[0].name: Required value")]
    [InlineData(
        "Task",
        "ttlSecondsAfterFinished: -1",
        "spec.ttlSecondsAfterFinished: Invalid value: -1: spec.ttlSecondsAfterFinished in body should be greater than or equal to 0"
    )]
    [InlineData("Agent", "agentImage: echo", "spec.serviceAccountName: Required value")]
    [InlineData(
        "Agent",
        "serviceAccountName: a, workspaceDir: relative",
        "spec.workspaceDir: Invalid value: \"relative\": the workspace can't be a relative path; write an absolute one, such as /workspace"
    )]
    [InlineData(
        "Task",
        "ttlSecondsAfterFinished: '60'",
        "spec.ttlSecondsAfterFinished: Invalid value: \"string\": spec.ttlSecondsAfterFinished in body must be of type integer: \"string\""
    )]
    [InlineData(
        "Agent",
        "serviceAccountName: a, maxConcurrentTasks: 1.5",
        "spec.maxConcurrentTasks: Invalid value: \"number\": spec.maxConcurrentTasks in body must be of type integer: \"number\""
    )]
    [InlineData(
        "Agent",
        "serviceAccountName: a, humanInTheLoop: {enabled: true}",
        "spec: Invalid value: humanInTheLoop needs command; write the command that the agent's container runs"
    )]
    [InlineData(
        "Agent",
        "serviceAccountName: a, credentials: [{name: t, secretRef: {name: s}, env: T}]",
        "spec.credentials[0]: Invalid value: env needs secretRef.key; name the key, or leave env out to get every key as a variable"
    )]
    [InlineData("Context", "type: Inline", "spec: Invalid value: with type Inline set spec.inline, and with any other type leave it out")]
    [InlineData(
        "Task",
        "contexts: [{name: c, mountPath: /a/../b}]",
        "spec.contexts[0].mountPath: Invalid value: \"/a/../b\": a path can't have \"..\" in it; write it without"
    )]
    [InlineData(
        "Task",
        "contexts: [{name: c, mountPath: ~/.claude/CLAUDE.md}]",
        "spec.contexts[0].mountPath: Invalid value: \"~/.claude/CLAUDE.md\": a path can't have a name that begins with ~, because "
            + "KubeTask doesn't expand it; write the folder itself, such as /root/.claude/CLAUDE.md"
    )]
    [InlineData(
        "Agent",
        "serviceAccountName: a, credentials: [{name: t, secretRef: {name: s, key: k}, env: TASK_NAME}]",
        "spec.credentials[0].env: Invalid value: \"TASK_NAME\": TASK_NAME, TASK_NAMESPACE, WORKSPACE_DIR and names that begin with "
            + "KUBETASK_ belong to KubeTask; write another, such as API_KEY"
    )]
    [InlineData(
        "Context",
        "type: Carrier",
        "spec.type: Unsupported value: \"Carrier\": supported values: \"Inline\", \"ConfigMap\", \"Git\", \"MCP\""
    )]
    public async Task Kubectl_names_an_invalid_field(string kind, string spec, string sentence)
    {
        string manifest = $"apiVersion: kubetask.io/v1alpha1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{{spec}}}\n";

        Assert.Equal($"The {kind} \"a\" is invalid: {sentence}", (await FeedAsync(manifest, "apply")).Failed());
    }

    /// <summary>A file mode as people write it: octal in YAML 1.1, which kubectl reads, in decimal, and in the form of YAML 1.2.</summary>
    [Theory]
    [InlineData("0400", "256")]
    [InlineData("256", "256")]
    [InlineData("0x100", "256")]
    [InlineData("0", "0")]
    [InlineData("0777", "511")]
    [InlineData("0o400", "256")]
    public async Task A_file_mode_is_a_number_in_any_notation(string mode, string stored)
    {
        await ApplyAsync(Agent(mode));

        Assert.Equal(stored, (await RunAsync("get", "agent", "a", "-o", "jsonpath={.spec.credentials[0].fileMode}")).Succeeded());
    }

    [Theory]
    [InlineData("'0400'", "Invalid value: \"string\": spec.credentials[0].fileMode in body must be of type integer: \"string\"")]
    [InlineData("u=r", "Invalid value: \"string\": spec.credentials[0].fileMode in body must be of type integer: \"string\"")]
    [InlineData("0800", "Invalid value: 800: spec.credentials[0].fileMode in body should be less than or equal to 511")]
    [InlineData("01000", "Invalid value: 512: spec.credentials[0].fileMode in body should be less than or equal to 511")]
    [InlineData("-1", "Invalid value: -1: spec.credentials[0].fileMode in body should be greater than or equal to 0")]
    public async Task An_invalid_file_mode_is_refused_with_the_path_of_its_field(string mode, string sentence) =>
        Assert.Equal(
            $"The Agent \"a\" is invalid: spec.credentials[0].fileMode: {sentence}",
            (await FeedAsync(Agent(mode), "apply")).Failed()
        );

    private static string Agent(string mode) =>
        $"apiVersion: kubetask.io/v1alpha1\nkind: Agent\nmetadata: {{name: a}}\nspec: {{serviceAccountName: a, "
        + $"credentials: [{{name: t, secretRef: {{name: s, key: k}}, mountPath: /k, fileMode: {mode}}}]}}\n";

    [Fact]
    public async Task Kubectl_reports_an_unknown_phase_with_the_supported_ones()
    {
        await ApplyAsync(Task("a"));

        Assert.Equal(
            "The Task \"a\" is invalid: status.phase: Unsupported value: \"Dreaming\": supported values: "
                + "\"Pending\", \"Queued\", \"Running\", \"Completed\", \"Failed\"",
            (
                await RunAsync("patch", "task", "a", "--subresource=status", "--type=merge", "-p", """{"status":{"phase":"Dreaming"}}""")
            ).Failed()
        );
    }

    [Fact]
    public async Task Kubectl_names_an_unknown_field_of_a_custom_kind() =>
        Assert.Equal(
            "Error from server (BadRequest): error when creating \"STDIN\": Task in version \"v1alpha1\" cannot be "
                + "handled as a Task: strict decoding error: unknown field \"spec.nosuch\"",
            (await FeedAsync(Task("a", "nosuch: 1"), "apply")).Failed()
        );

    [Fact]
    public async Task Kubectl_names_an_unknown_field_of_a_built_in_kind()
    {
        const string Manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndate: {a: b}\n";

        Assert.Contains("unknown field \"date\"", (await FeedAsync(Manifest, "apply")).Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_names_a_wrong_type_in_a_built_in_kind()
    {
        const string Manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: 5}\n";

        Assert.Contains("ConfigMap.data", (await FeedAsync(Manifest, "apply")).Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_description_of_two_mebibytes_is_refused()
    {
        string manifest = Task("a", $"description: {new string('x', 2 * 1024 * 1024)}");

        Assert.Equal(
            "The Task \"a\" is invalid: spec.description: Too long: may not be more than 524288 bytes",
            (await FeedAsync(manifest, "create")).Failed()
        );
        // apply sends it twice, the second time as an annotation; that is more than a request may have, on a real cluster too.
        Assert.Contains(
            "Request entity too large: limit is 3145728",
            (await FeedAsync(manifest, "apply")).Failed(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_request_over_three_mebibytes_is_refused()
    {
        KubectlResult result = await FeedAsync(Task("a", $"description: {new string('x', 4 * 1024 * 1024)}"), "create");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Request entity too large: limit is 3145728", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kubetask.io/v1alpha1", "apply")]
    [InlineData("kubetask.io/v1alpha1", "create")]
    [InlineData("nosuch.io/v1", "apply")]
    [InlineData("v1", "apply")]
    public async Task Kubectl_names_an_unknown_kind(string version, string verb)
    {
        KubectlResult result = await FeedAsync($"apiVersion: {version}\nkind: Tusk\nmetadata: {{name: a}}\n", verb);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            "error: resource mapping not found for name: \"a\" namespace: \"\" from \"STDIN\": no matches for kind "
                + $"\"Tusk\" in version \"{version}\"\nensure CRDs are installed first",
            result.Error.Trim()
        );
    }

    [Fact]
    public async Task Apply_hits_the_annotation_limit_before_the_description_limit() =>
        Assert.Equal(
            "The Task \"a\" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes",
            (await FeedAsync(Task("a", $"description: {new string('x', 300 * 1024)}"), "apply")).Failed()
        );

    [Fact]
    public async Task Kubectl_explains_an_invalid_object_name() =>
        Assert.StartsWith(
            "The Task \"Not_A_Name\" is invalid: metadata.name: Invalid value: \"Not_A_Name\": a lowercase RFC "
                + "1123 subdomain must consist of lower case alphanumeric characters",
            (await FeedAsync(Task("Not_A_Name"), "apply")).Failed(),
            StringComparison.Ordinal
        );
}
