using System.Text;
using System.Text.Json.Nodes;
using KubeTask.Testing.Rules;

namespace KubeTask.Local.Tests.ApiServer;

/// <summary>Sends a request with a method, a path, a body and its media type.</summary>
internal delegate Task<(int Code, JsonObject Body)> Send(string method, string path, string body, string mediaType);

/// <summary>What an API server says to an object that breaks a rule, to one that keeps it, and to changes of a Task.</summary>
internal static class RuleAnswers
{
    /// <summary>The answer to a request that succeeds.</summary>
    public const string Taken = "taken";

    private const string Tasks = "/apis/kubetask.io/v1alpha1/namespaces/default/tasks";

    /// <summary>The answers of Kubernetes 1.36, by the name of the request.</summary>
    public static string RecordedFile => Path.Combine(AppContext.BaseDirectory, "ApiServer", "Recorded", "rules.json");

    public static JsonObject Recorded() => JsonNode.Parse(File.ReadAllText(RecordedFile))!.AsObject();

    /// <summary>The name of the request with one of a sample's objects.</summary>
    public static string NameOf(RuleSample sample, bool broken) => broken ? $"{sample}" : $"{sample} (kept)";

    public static async Task<JsonObject> OfAsync(Send send)
    {
        var answers = new JsonObject();
        foreach (RuleSample sample in RuleSamples.All)
        {
            string collection = $"/apis/kubetask.io/v1alpha1/namespaces/default/{sample.Kind.ToLowerInvariant()}s?dryRun=All";
            foreach (bool broken in new[] { true, false })
            {
                answers[NameOf(sample, broken)] = Said(
                    await send("POST", collection, sample.Object(broken, "x").ToJsonString(), "application/json")
                );
            }
        }

        await AddChangesAsync(answers, send);
        return answers;
    }

    /// <summary>Sends requests to the API server of a kubeconfig.</summary>
    public static Send To(k8s.Kubernetes server) =>
        async (method, path, body, mediaType) =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.BaseUri, path));
            if (body.Length > 0)
                request.Content = new StringContent(body, Encoding.UTF8, mediaType);
            using HttpResponseMessage response = await server.HttpClient.SendAsync(request, TestContext.Current.CancellationToken);
            string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return ((int)response.StatusCode, JsonNode.Parse(text)!.AsObject());
        };

    private static async Task AddChangesAsync(JsonObject answers, Send send)
    {
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
    }

    private static string Said((int Code, JsonObject Body) answer) => answer.Code is 200 or 201 ? Taken : (string)answer.Body["message"]!;
}
