using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using KubeTask.Testing.Rules;

namespace KubeTask.Local.Tests.ApiServer;

/// <summary>
/// The CEL rules of KubeTask's kinds, answered as a real API server answers them (Recorded/rules.json, of Kubernetes 1.36). They are
/// recorded again from the API server of the kubeconfig that KUBETASK_RECORD_RULES names, which must have our definitions.
/// </summary>
public sealed class RuleTests
{
    private const string Tasks = "/apis/kubetask.io/v1alpha1/namespaces/default/tasks";

    private static readonly string s_recorded = Path.Combine(AppContext.BaseDirectory, "ApiServer", "Recorded", "rules.json");

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

        JsonObject answers = await AnswersAsync(
            (method, path, body, mediaType) => ServerFixture.SendAsync(client, method, path, body, mediaType)
        );

        if (Environment.GetEnvironmentVariable("KUBETASK_RECORD_RULES") is { } kubeconfig)
            await RecordAsync(kubeconfig);
        JsonObject recorded = JsonNode.Parse(await File.ReadAllTextAsync(s_recorded, TestContext.Current.CancellationToken))!.AsObject();
        Assert.Equal(recorded.Select(r => $"{r.Key} => {r.Value}"), answers.Select(a => $"{a.Key} => {a.Value}"));
    }

    private static async Task<JsonObject> AnswersAsync(Func<string, string, string, string, Task<(int Code, JsonObject Body)>> send)
    {
        var answers = new JsonObject();
        foreach (RuleSample sample in RuleSamples.All)
        {
            string collection = $"/apis/kubetask.io/v1alpha1/namespaces/default/{sample.Kind.ToLowerInvariant()}s?dryRun=All";
            answers[$"{sample}"] = Said(
                await send("POST", collection, sample.Object(broken: true, "x").ToJsonString(), "application/json")
            );
            answers[$"{sample} (kept)"] = Said(
                await send("POST", collection, sample.Object(broken: false, "x").ToJsonString(), "application/json")
            );
        }

        const string Merge = "application/merge-patch+json";
        await send(
            "POST",
            Tasks,
            """{"apiVersion":"kubetask.io/v1alpha1","kind":"Task","metadata":{"name":"fixed"},"spec":{"description":"x"}}""",
            "application/json"
        );
        answers["before the start"] = Said(await send("PATCH", $"{Tasks}/fixed", """{"spec":{"description":"y"}}""", Merge));
        foreach (string phase in new[] { "Queued", "Running", "Completed", "Failed" })
        {
            answers[$"status {phase}"] = Said(
                await send("PATCH", $"{Tasks}/fixed/status", $$$"""{"status":{"phase":"{{{phase}}}"}}""", Merge)
            );
            answers[$"label, {phase}"] = Said(
                await send("PATCH", $"{Tasks}/fixed", $$$$"""{"metadata":{"labels":{"phase":"{{{{phase}}}}"}}}""", Merge)
            );
            answers[$"description, {phase}"] = Said(
                await send("PATCH", $"{Tasks}/fixed", $$$"""{"spec":{"description":"{{{phase}}}"}}""", Merge)
            );
            answers[$"field more, {phase}"] = Said(
                await send("PATCH", $"{Tasks}/fixed", """{"spec":{"ttlSecondsAfterFinished":5}}""", Merge)
            );
        }

        await send("DELETE", $"{Tasks}/fixed", "", "application/json");
        return answers;
    }

    private static string Said((int Code, JsonObject Body) answer) => answer.Code is 200 or 201 ? "taken" : (string)answer.Body["message"]!;

    private static async Task RecordAsync(string kubeconfig)
    {
        using var real = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        JsonObject answers = await AnswersAsync(
            async (method, path, body, mediaType) =>
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(real.BaseUri, path))
                {
                    Content = new StringContent(body, Encoding.UTF8, mediaType),
                };
                using HttpResponseMessage response = await real.HttpClient.SendAsync(request, TestContext.Current.CancellationToken);
                return (
                    (int)response.StatusCode,
                    JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject()
                );
            }
        );
        string text = answers.ToJsonString(
            new JsonSerializerOptions
            {
                WriteIndented = true,
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
        await File.WriteAllTextAsync(s_recorded, text + "\n", TestContext.Current.CancellationToken);
    }
}
