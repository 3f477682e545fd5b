using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;

namespace KubeTask.Local.Tests.ApiServer;

/// <summary>
/// The CEL rules of KubeTask's kinds, answered as a real API server answers them (Recorded/rules.json, of Kubernetes 1.36). They are
/// recorded again from the API server of the kubeconfig that KUBETASK_RECORD_RULES names, which must have our definitions.
/// </summary>
public sealed class RuleTests
{
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task Each_CEL_rule_is_answered_as_a_real_API_server_answers_it()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(o =>
            o with
            {
                CrdDirectory = Path.Combine(AppContext.BaseDirectory, "crds"),
            }
        );
        using HttpClient client = server.Client();

        JsonObject answers = await RuleAnswers.OfAsync(
            (method, path, body, mediaType) => ServerFixture.SendAsync(client, method, path, body, mediaType)
        );

        if (Environment.GetEnvironmentVariable("KUBETASK_RECORD_RULES") is { } kubeconfig)
            await RecordAsync(kubeconfig);
        Assert.Equal(RuleAnswers.Recorded().Select(r => $"{r.Key} => {r.Value}"), answers.Select(a => $"{a.Key} => {a.Value}"));
    }

    private static async Task RecordAsync(string kubeconfig)
    {
        using var real = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        JsonObject answers = await RuleAnswers.OfAsync(RuleAnswers.To(real));
        await File.WriteAllTextAsync(
            RuleAnswers.RecordedFile,
            answers.ToJsonString(s_indented) + "\n",
            TestContext.Current.CancellationToken
        );
    }
}
