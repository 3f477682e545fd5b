using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>What can be said of the images without building them. No test here has a container engine.</summary>
public sealed partial class DockerfileTests
{
    private const string Versions = "agents/versions.env";

    public static TheoryData<string> All => [.. RepositoryFiles.Files.Where(f => f.EndsWith("/Dockerfile", StringComparison.Ordinal))];

    [Fact]
    public void Every_agent_and_every_service_has_one() =>
        Expect.None(
            new[] { "base", "claude", "codex", "echo", "gemini", "goose", "init", "opencode" }
                .Select(n => $"agents/{n}/Dockerfile")
                .Concat(["functions/Dockerfile", "keda/Dockerfile"])
                .Except(All.Select(r => r.Data))
        );

    [Theory]
    [MemberData(nameof(All))]
    public void Images_that_it_is_made_from_have_versions_of_the_one_file(string file)
    {
        string[] known = [.. Pinned().Keys, "BASE_IMAGE"];
        string[] stages = [.. Instructions(file, "FROM").Select(f => f.Split(" AS ")).Where(f => f.Length == 2).Select(f => f[1])];
        foreach (string from in Instructions(file, "FROM").Where(f => !stages.Contains(f.Split(' ')[0])))
            Assert.Contains(Variable().Matches(from), m => known.Contains(m.Groups[1].Value));

        Assert.DoesNotContain(":latest", Text(file), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_argument_is_one_that_the_build_is_given(string file) =>
        Expect.None(
            Instructions(file, "ARG")
                .Except([.. Pinned().Keys, "BASE_IMAGE", "VERSION", "TARGETARCH"])
                .Select(a => $"{file}: {a} is in no line of {Versions}, and agents/build.sh doesn't give it")
        );

    [Theory]
    [MemberData(nameof(All))]
    public void It_ends_as_a_user_with_a_number_who_is_not_root(string file)
    {
        if (file.StartsWith("agents/", StringComparison.Ordinal))
            Assert.Equal("1000:1000", Instructions(file, "USER").Last());
        else
            Assert.All(Instructions(file, "USER"), user => Assert.Equal("65532:65532", user));
    }

    [Theory]
    [InlineData("functions", "functions/Dockerfile")]
    [InlineData("functions-worker", "functions/Dockerfile")]
    [InlineData("functions-custom-handler", "functions/Dockerfile")]
    [InlineData("scaler", "keda/Dockerfile")]
    public void The_chart_s_images_are_built_under_the_names_of_the_chart(string name, string file)
    {
        (int code, string output, _) = Run("hack/images/docker.sh", [], "echo", ("NAME", name));

        Assert.Equal(0, code);
        Assert.Contains($"--file {file} ", output, StringComparison.Ordinal);
        Assert.Contains($"--tag registry.example.com/team/kubetask-{name}:v1.2.3", output, StringComparison.Ordinal);
        if (file == "functions/Dockerfile")
        {
            Assert.Contains($"--target {name} ", output, StringComparison.Ordinal);
            Assert.Contains(Instructions(file, "FROM"), f => f.EndsWith($" AS {name}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_image_of_the_chart_that_is_none_is_refused() =>
        Assert.Equal(
            (1, "", "there is no image \"console\"; NAME is one of: scaler functions functions-worker functions-custom-handler init"),
            Run("hack/images/docker.sh", [], "echo", ("NAME", "console")) is var (code, output, error)
                ? (code, output, error.TrimEnd())
                : default
        );

    [Theory]
    [MemberData(nameof(All))]
    public void It_has_the_labels_of_the_Open_Container_Initiative(string file)
    {
        foreach (string label in new[] { "title", "description", "licenses", "version" })
            Assert.Contains($"org.opencontainers.image.{label}=\"", Text(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("claude", "CLAUDE_VERSION")]
    [InlineData("codex", "CODEX_VERSION")]
    [InlineData("gemini", "GEMINI_VERSION")]
    [InlineData("goose", "GOOSE_VERSION")]
    [InlineData("opencode", "OPENCODE_VERSION")]
    public void The_build_runs_the_agent_and_compares_its_version(string name, string variable)
    {
        string file = $"agents/{name}/Dockerfile";

        Assert.Contains($"{name} --version | grep -F \"${{{variable}}}\"", Instructions(file, "RUN"));
        Assert.Contains($"KUBETASK_AGENT={name}", Text(file), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_it_downloads_is_compared_with_a_checksum(string file)
    {
        Assert.Empty(Instructions(file, "ADD"));
        foreach (string run in Instructions(file, "RUN").Where(r => r.Contains("curl -", StringComparison.Ordinal)))
            Assert.Contains("sha256sum --check", run, StringComparison.Ordinal);
    }

    /// <summary>Without its install script npm leaves Claude Code and OpenCode without their native programs.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Install_scripts_run(string file) => Assert.DoesNotContain("--ignore-scripts", Text(file), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(All))]
    public void What_it_copies_is_let_through_to_the_build(string file)
    {
        string[] through =
        [
            .. RepositoryFiles
                .Lines(".dockerignore")
                .Where(l => l.StartsWith('!'))
                .Select(l => l[1..].Replace("*", "", StringComparison.Ordinal)),
        ];
        // Whole sources are copied only into a stage that builds from them.
        IEnumerable<string> copied = Instructions(file, "COPY")
            .Where(c => !c.Contains("--from=", StringComparison.Ordinal))
            .SelectMany(c => c.Split(' ').Where(p => !p.StartsWith("--", StringComparison.Ordinal)).SkipLast(1))
            .Where(p => p != ".")
            .Select(p => Variable().Replace(p, "").Replace("*", "", StringComparison.Ordinal));

        Expect.None(copied.Except(through).Select(p => $"{file}: .dockerignore keeps {p} from the build"));
    }

    [Theory]
    [InlineData("@anthropic-ai/claude-code", "CLAUDE_VERSION")]
    [InlineData("@google/gemini-cli", "GEMINI_VERSION")]
    [InlineData("@openai/codex", "CODEX_VERSION")]
    [InlineData("opencode-ai", "OPENCODE_VERSION")]
    public void The_images_have_the_versions_that_are_tested(string package, string variable)
    {
        JsonNode npm = JsonNode.Parse(Text("agents/cli/package.json"))!;
        JsonNode locked = JsonNode.Parse(Text("agents/cli/package-lock.json"))!;

        Assert.Equal(npm["dependencies"]![package]!.GetValue<string>(), Pinned()[variable]);
        Assert.Equal(locked["packages"]![$"node_modules/{package}"]!["version"]!.GetValue<string>(), Pinned()[variable]);
    }

    [Fact]
    public void The_build_is_given_every_version()
    {
        (int code, string output, _) = Build("echo", "echo");

        Assert.Equal(0, code);
        foreach ((string name, string value) in Pinned())
            Assert.Contains($"--build-arg {name}={value}", output, StringComparison.Ordinal);
        Assert.Contains("--tag registry.example.com/team/kubetask-agent-echo:v1.2.3", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt", "echo", "there is no agent \"gpt\"; AGENT is one of: base claude codex echo gemini goose init opencode")]
    [InlineData("", "echo", "there is no agent \"\"; AGENT is one of: base claude codex echo gemini goose init opencode")]
    [InlineData("echo", "no-such-program", "no-such-program is not installed; it builds the images")]
    public void A_build_that_cannot_be_says_why_in_one_line(string agent, string docker, string message)
    {
        (int code, string output, string error) = Build(agent, docker);

        Assert.Equal((2, "", message), (code, output, error.TrimEnd()));
    }

    private static (int Code, string Output, string Error) Build(string agent, string docker) => Run("agents/build.sh", [agent], docker);

    private static (int Code, string Output, string Error) Run(
        string script,
        string[] arguments,
        string docker,
        params (string Name, string Value)[] variables
    )
    {
        var start = new ProcessStartInfo(RepositoryFiles.Full(script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOCKER"] = docker,
                ["IMG_REGISTRY"] = "registry.example.com",
                ["IMG_ORG"] = "team",
                ["VERSION"] = "v1.2.3",
            },
        };
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error);
    }

    private static Dictionary<string, string> Pinned() =>
        RepositoryFiles
            .Lines(Versions)
            .Where(l => !l.StartsWith('#'))
            .Select(l => l.Split('=', 2))
            .ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal);

    /// <summary>What follows the instruction's word, with continued lines as one.</summary>
    private static IEnumerable<string> Instructions(string file, string word) =>
        Text(file)
            .Replace("\\\n", "", StringComparison.Ordinal)
            .Split('\n')
            .Where(l => l.StartsWith(word + " ", StringComparison.Ordinal))
            .Select(l => l[(word.Length + 1)..].Trim());

    private static string Text(string file) => File.ReadAllText(RepositoryFiles.Full(file));

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}
