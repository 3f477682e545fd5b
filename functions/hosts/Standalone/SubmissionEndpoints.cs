using KubeTask.Core.Api;
using KubeTask.Functions.Submission;
using Microsoft.AspNetCore.Mvc;

namespace KubeTask.Functions.Standalone;

/// <summary>The routes of Tasks over HTTP. What they say here of themselves is what /openapi/v1.json says.</summary>
internal static class SubmissionEndpoints
{
    private static readonly int[] s_refusals = [401, 403, 404, 429, 503];

    public static void MapTaskSubmission(this WebApplication app)
    {
        RouteGroupBuilder tasks = app.MapGroup("/api/v1/namespaces/{ns}/tasks").WithTags("Tasks");
        tasks.MapPost("", (HttpContext context, SubmitTask function, string ns, string? wait, [FromHeader(Name = SubmitTask.IdempotencyKey)] string? _)
                => function.CreateAsync(context, ns, wait))
            .WithName("createTask").WithSummary("Submit a Task")
            .WithDescription("Takes a whole Task or its short form, as JSON or YAML, up to 1 MiB. The Task is created as the caller.")
            .Accepts<TaskRequest>("application/json", "application/yaml")
            .Produces<V1Alpha1Task>(201).Refuses(400, 408, 409, 413, 415, 422);
        tasks.MapGet("", (HttpContext context, SubmitTask function, string ns, string? limit, string? @continue, string? labelSelector)
                => function.ListAsync(context, ns, limit, @continue, labelSelector))
            .WithName("listTasks").WithSummary("List Tasks").WithDescription("A page of the namespace's Tasks; metadata.continue leads to the next.")
            .Produces<V1Alpha1TaskList>().Refuses(400);
        tasks.MapGet("/{name}", (HttpContext context, SubmitTask function, string ns, string name, string? wait) => function.GetAsync(context, ns, name, wait))
            .WithName("getTask").WithSummary("Show a Task").WithDescription("The Task as it is, or with wait, at its end.")
            .Produces<V1Alpha1Task>().Refuses(400);
        tasks.MapGet("/{name}/logs", (HttpContext context, SubmitTask function, string ns, string name, string? follow, string? tailLines)
                => function.LogsAsync(context, ns, name, follow, tailLines))
            .WithName("getTaskLog").WithSummary("Read or follow the agent's log").WithDescription("The log of the current Job's pod. With follow=true it waits for the agent to start, and ends with it.")
            .Produces(200, contentType: "text/plain").Refuses(400);
        tasks.MapPost("/{name}/stop", (HttpContext context, SubmitTask function, string ns, string name, string? wait) => function.StopAsync(context, ns, name, wait))
            .WithName("stopTask").WithSummary("Stop a Task").WithDescription("Ends the agent; its pod and its log stay. A Task that has ended already stays as it is.")
            .Produces<V1Alpha1Task>().Refuses(400, 409);
    }

    private static void Refuses(this RouteHandlerBuilder endpoint, params int[] more)
    {
        foreach (int status in s_refusals.Concat(more).Order())
            endpoint.Produces<HttpProblem>(status, HttpProblem.MediaType);
    }
}
