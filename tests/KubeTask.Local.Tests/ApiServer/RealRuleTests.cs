using System.Text.Json.Nodes;
using k8s;
using KubeTask.Testing.Rules;

namespace KubeTask.Local.Tests.ApiServer;

/// <summary>
/// A real API server that has KubeTask's definitions answers each CEL rule as it is recorded. KUBETASK_CHECK_RULES names its kubeconfig;
/// `make crd-check` starts one of today's Kubernetes.
/// </summary>
public sealed class RealRuleTests(RealServer server) : IClassFixture<RealServer>
{
    private const string Missing = "there is no real API server: make crd-check";

    private static readonly JsonObject s_recorded = RuleAnswers.Recorded();

    private static readonly HashSet<string> s_ofSamples =
    [
        .. RuleSamples.All.Select(s => RuleAnswers.NameOf(s, broken: true)),
        .. RuleSamples.All.Select(s => RuleAnswers.NameOf(s, broken: false)),
    ];

    public static bool IsThere => RealServer.Kubeconfig is not null;

    /// <summary>One without a server, so that each test is skipped once.</summary>
    public static TheoryData<RuleSample> Samples => [.. RuleSamples.All.Take(IsThere ? int.MaxValue : 1)];

    public static TheoryData<string> Changes =>
        [.. s_recorded.Select(r => r.Key).Where(name => !s_ofSamples.Contains(name)).Take(IsThere ? int.MaxValue : 1)];

    [Fact(Skip = Missing, SkipUnless = nameof(IsThere))]
    public void Every_rule_of_the_server_has_a_sample_and_every_answer_is_recorded()
    {
        Assert.Equal(
            RuleSamples
                .All.Select(s => $"{s.Kind} {RuleSamples.Place(s.Field)}: {s.Message}")
                .Concat(RuleSamples.OfChanges.Select(c => $"{c.Kind} : {c.Message}"))
                .Order(StringComparer.Ordinal),
            server.Rules.Select(r => $"{r.Kind} {r.Field}: {r.Message}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(s_recorded.Select(r => r.Key), server.Answers.Select(a => a.Key));
    }

    [Theory(Skip = Missing, SkipUnless = nameof(IsThere))]
    [MemberData(nameof(Samples), DisableDiscoveryEnumeration = true)]
    public void An_object_that_breaks_a_rule_is_refused_in_the_recorded_words(RuleSample sample)
    {
        string answer = Answer(RuleAnswers.NameOf(sample, broken: true));

        Assert.EndsWith($": {sample.Message}", answer, StringComparison.Ordinal);
        Assert.Equal((string?)s_recorded[RuleAnswers.NameOf(sample, broken: true)], answer);
    }

    [Theory(Skip = Missing, SkipUnless = nameof(IsThere))]
    [MemberData(nameof(Samples), DisableDiscoveryEnumeration = true)]
    public void An_object_that_keeps_a_rule_is_taken(RuleSample sample) =>
        Assert.Equal(RuleAnswers.Taken, Answer(RuleAnswers.NameOf(sample, broken: false)));

    [Theory(Skip = Missing, SkipUnless = nameof(IsThere))]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void A_change_of_a_Task_is_answered_in_the_recorded_words(string change) =>
        Assert.Equal((string?)s_recorded[change], Answer(change));

    private string Answer(string name) => (string)server.Answers[name]!;
}

/// <summary>The API server that KUBETASK_CHECK_RULES names: its rules, and what it answers.</summary>
public sealed class RealServer : IAsyncLifetime
{
    public static string? Kubeconfig { get; } =
        Environment.GetEnvironmentVariable("KUBETASK_CHECK_RULES") is { Length: > 0 } file ? file : null;

    public JsonObject Answers { get; private set; } = [];

    public IReadOnlyList<(string Kind, string Field, string Message)> Rules { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        if (Kubeconfig is null)
            return;
        using var real = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig));
        Send send = RuleAnswers.To(real);
        (int _, JsonObject definitions) = await send("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "", "");
        Rules =
        [
            .. definitions["items"]!
                .AsArray()
                .Where(d => (string?)d!["spec"]!["group"] == "kubetask.io")
                .SelectMany(d => RuleSamples.RulesOf(d!.AsObject())),
        ];
        Answers = await RuleAnswers.OfAsync(send);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
