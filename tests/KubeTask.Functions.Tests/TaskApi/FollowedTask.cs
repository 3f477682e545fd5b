using System.Net.Http.Headers;

namespace KubeTask.Functions.Tests.TaskApi;

/// <summary>A Task without a node or a function: the test writes its status and its pods, and somebody follows its log.</summary>
internal sealed class FollowedTask(FunctionsFixture functions, string ns)
{
    private readonly List<string> _attempts = [];

    public const string Name = "t";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<FollowedTask> CreateAsync(FunctionsFixture functions, string ns)
    {
        await functions.Api.CreateNamespaceAsync(ns);
        await functions.Api.CreateAsync(
            ns,
            $"{{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {{name: {Name}}}, spec: {{description: d}}}}"
        );
        return new FollowedTask(functions, ns);
    }

    /// <summary>The next attempt has a Job.</summary>
    public Task StartAsync()
    {
        string running = _attempts.Count == 0 ? "" : $"{{jobName: {Job}, startTime: \"2030-01-01T00:00:00Z\"}}";
        return WriteAsync($"phase: Running, jobName: {Job}", running);
    }

    /// <summary>The attempt has ended, and another follows.</summary>
    public Task RetryAsync()
    {
        _attempts.Add($"{{jobName: {Job}, completionTime: \"2030-01-01T00:00:00Z\", reason: AgentFailed}}");
        return WriteAsync("phase: Pending, nextAttemptTime: \"2030-01-01T00:00:00Z\"", "");
    }

    public Task EndAsync(string phase = "Failed") => WriteAsync($"phase: {phase}, message: the end", "");

    public Task DeleteAsync() => functions.Api.DeleteAsync("Task", ns, Name);

    /// <summary>The current attempt has a pod on a node whose agent hasn't started.</summary>
    public Task CreatePodAsync(string pod) =>
        functions.Api.CreateAsync(
            ns,
            $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: {{pod}}, labels: {job-name: {{Job}} } }
            spec: {nodeName: node, containers: [{name: agent, image: x}]}
            """
        );

    /// <summary>The pod's agent has started and writes.</summary>
    public async Task WriteLogAsync(string pod, string text)
    {
        functions.PodLogs.Write(ns, pod, text);
        await functions.Api.MergeStatusAsync(
            "Pod",
            ns,
            pod,
            """
            phase: Running
            containerStatuses:
            - {name: agent, image: x, imageID: x, ready: true, restartCount: 0, state: {running: {startedAt: "2030-01-01T00:00:00Z"}}}
            """
        );
    }

    /// <summary>A new pod whose agent writes.</summary>
    public async Task RunPodAsync(string pod, string text)
    {
        await CreatePodAsync(pod);
        await WriteLogAsync(pod, text);
    }

    public void EndLog(string pod) => functions.PodLogs.End(ns, pod);

    /// <summary>Follows the log. Returns as soon as the answer begins.</summary>
    public async Task<LogReading> FollowAsync(string more = "", string token = Callers.Submitter, HttpClient? http = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri($"api/v1/namespaces/{ns}/tasks/{Name}/logs?follow=true{more}", UriKind.Relative)
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        HttpResponseMessage answer = await (http ?? functions.Http).SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return new LogReading(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation)));
    }

    private string Job => _attempts.Count == 0 ? $"{Name}-job" : $"{Name}-job-{_attempts.Count + 1}";

    private Task<(System.Net.HttpStatusCode Status, System.Text.Json.Nodes.JsonObject Body)> WriteAsync(string fields, string running)
    {
        string attempts = string.Join(", ", _attempts.Append(running).Where(a => a.Length > 0));
        return functions.Api.MergeStatusAsync(
            "Task",
            ns,
            Name,
            attempts.Length == 0 ? $"{{{fields}}}" : $"{{{fields}, attempts: [{attempts}]}}"
        );
    }
}

/// <summary>A log that is read as it arrives.</summary>
internal sealed class LogReading(HttpResponseMessage answer, StreamReader lines) : IDisposable
{
    /// <summary>The next line; null at the end.</summary>
    public ValueTask<string?> LineAsync() => lines.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>The rest, to the end.</summary>
    public Task<string> RestAsync() => lines.ReadToEndAsync(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        lines.Dispose();
        answer.Dispose();
    }
}
