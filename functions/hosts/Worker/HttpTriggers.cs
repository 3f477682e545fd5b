using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KubeTask.Functions.Worker;

/// <summary>The functions that requests start. What they answer is the same behind each host.</summary>
public sealed class HttpTriggers(HttpFunctions functions)
{
    private const AuthorizationLevel Anyone = AuthorizationLevel.Anonymous;

    [Function("OnTaskChanged")]
    public Task OnTaskChangedAsync([HttpTrigger(Anyone, "post", Route = "api/OnTaskChanged")] HttpRequest request) => RunAsync(request);

    [Function("OnJobCompleted")]
    public Task OnJobCompletedAsync([HttpTrigger(Anyone, "post", Route = "api/OnJobCompleted")] HttpRequest request) => RunAsync(request);

    [Function("OnAgentChanged")]
    public Task OnAgentChangedAsync([HttpTrigger(Anyone, "post", Route = "api/OnAgentChanged")] HttpRequest request) => RunAsync(request);

    [Function("OnCronTickEvent")]
    public Task OnCronTickEventAsync([HttpTrigger(Anyone, "post", Route = "api/OnCronTick")] HttpRequest request) => RunAsync(request);

    [Function("TaskApi")]
    public Task TaskApiAsync(
        [HttpTrigger(Anyone, "get", "head", "options", "post", "put", "patch", "delete", Route = "api/v1/{*rest}")] HttpRequest request
    ) => RunAsync(request);

    [Function("ApiDocument")]
    public Task ApiDocumentAsync([HttpTrigger(Anyone, "get", "head", Route = "openapi/{*rest}")] HttpRequest request) => RunAsync(request);

    [Function("ApiPage")]
    public Task ApiPageAsync([HttpTrigger(Anyone, "get", "head", Route = "docs/{*rest}")] HttpRequest request) => RunAsync(request);

    [Function("Console")]
    public Task ConsoleAsync([HttpTrigger(Anyone, "get", "head", Route = "console/{*rest}")] HttpRequest request) => RunAsync(request);

    [Function("Health")]
    public Task HealthAsync([HttpTrigger(Anyone, "get", Route = "healthz")] HttpRequest request) => RunAsync(request);

    /// <summary>Whatever path or method no other function has.</summary>
    [Function("NotFound")]
    public Task NotFoundAsync([HttpTrigger(Anyone, Route = "{*path}")] HttpRequest request) => RunAsync(request);

    private Task RunAsync(HttpRequest request) => functions.RunAsync(request.HttpContext);
}
