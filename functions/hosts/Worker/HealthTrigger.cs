using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KubeTask.Functions.Worker;

/// <summary>Answers probes: the worker takes calls.</summary>
public static class HealthTrigger
{
    [Function("Health")]
    public static Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "healthz")] HttpRequest request) =>
        Task.CompletedTask;
}
