using System.ComponentModel;
using KubeTask.Core.Api;
using Microsoft.AspNetCore.Mvc;

namespace KubeTask.Functions.TaskApi;

/// <summary>The routes of Tasks over HTTP. /openapi/v1.json is made from their names and descriptions.</summary>
internal static class TaskRoutes
{
    // Internal, because the analyzer does not see that attributes of a lambda use them (CA1823).
    internal const string NamespaceText = "The namespace";
    internal const string NameText = "The Task's name";
    internal const string WaitText = "Hold the answer until the Task ends, at most for this time: 60s, 2m; up to 10m";
    internal const string KeyText = "With the same key and body the answer is the first Task; with another body it is 409";
    internal const string DryRunText = "All: check the Task, and create nothing; the answer is 200 with the Task as it would be";

    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder tasks = routes.MapGroup("/api/v1/namespaces/{ns}/tasks").WithTags("Tasks");
        tasks
            .MapPost(
                "",
                (
                    HttpContext context,
                    SubmitTask function,
                    [Description(NamespaceText)] string ns,
                    [Description(WaitText)] string? wait,
                    [Description(DryRunText)] string? dryRun,
                    [FromHeader(Name = SubmitTask.IdempotencyKey), Description(KeyText)] string? _
                ) => function.RunAsync(context, ns, wait, dryRun)
            )
            .WithName("createTask")
            .WithSummary("Submit a Task")
            .WithDescription("Takes a whole Task or its short form, as JSON or YAML, up to 1 MiB. The Task is created as the caller.")
            // Any media type reaches the function, which answers a wrong one itself; the document names those that it accepts.
            .Accepts<TaskRequest>("*/*")
            .Produces<V1Alpha1Task>(201)
            .Produces<V1Alpha1Task>(200)
            .Refuses(400, 408, 409, 413, 415, 422);
        tasks
            .MapGet(
                "/{name}",
                (
                    HttpContext context,
                    ReadTask function,
                    [Description(NamespaceText)] string ns,
                    [Description(NameText)] string name,
                    [Description(WaitText)] string? wait
                ) => function.RunAsync(context, ns, name, wait)
            )
            .WithName("getTask")
            .WithSummary("Show a Task")
            .WithDescription("The Task as it is, or with wait, at its end.")
            .Produces<V1Alpha1Task>()
            .Refuses(400);
        tasks
            .MapGet(
                "/{name}/logs",
                (
                    HttpContext context,
                    ReadTaskLog function,
                    [Description(NamespaceText)] string ns,
                    [Description(NameText)] string name,
                    [Description("true: the log as it is written, from attempt to attempt, until the Task ends")] string? follow,
                    [Description("Only this many of the last lines; of a followed log, of its first attempt's")] string? tailLines,
                    [Description("Only the log of this attempt; 1 is the first")] string? attempt
                ) => function.RunAsync(context, ns, name, follow, tailLines, attempt)
            )
            .WithName("getTaskLog")
            .WithSummary("Read or follow the agent's log")
            .WithDescription(
                "The log of the latest attempt that has a pod. With follow=true it waits for the agent to start, continues with the next "
                    + "attempt after a line such as \"--- attempt 2: pod x ---\", and ends with the Task."
            )
            .Produces(200, contentType: "text/plain")
            .Refuses(400);
        tasks
            .MapPost(
                "/{name}/stop",
                (
                    HttpContext context,
                    StopTask function,
                    [Description(NamespaceText)] string ns,
                    [Description(NameText)] string name,
                    [Description(WaitText)] string? wait
                ) => function.RunAsync(context, ns, name, wait)
            )
            .WithName("stopTask")
            .WithSummary("Stop a Task")
            .WithDescription("Ends the agent; its pod and its log stay. A Task that has ended already stays as it is.")
            .Produces<V1Alpha1Task>()
            .Refuses(400, 409);
        tasks
            .MapPost(
                "/{name}/retry",
                (
                    HttpContext context,
                    RetryTask function,
                    [Description(NamespaceText)] string ns,
                    [Description(NameText)] string name,
                    [Description(WaitText)] string? wait
                ) => function.RunAsync(context, ns, name, wait)
            )
            .WithName("retryTask")
            .WithSummary("Run the work of an ended Task again")
            .WithDescription("Creates the Task NAME-retry-1 with the same spec, or the next free number; the ended Task stays as it is.")
            .Produces<V1Alpha1Task>(201)
            .Refuses(400, 409, 422);
        tasks
            .MapGet(
                "/{name}/instruction",
                (
                    HttpContext context,
                    ReadInstruction function,
                    [Description(NamespaceText)] string ns,
                    [Description(NameText)] string name
                ) => function.RunAsync(context, ns, name)
            )
            .WithName("getInstruction")
            .WithSummary("Read the task.md that the agent got")
            .WithDescription("The description, and every Context without a mountPath. It exists as soon as the Task has a Job.")
            .Produces(200, contentType: "text/plain")
            .Refuses(400);
    }
}
