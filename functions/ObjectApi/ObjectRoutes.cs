using System.ComponentModel;
using KubeTask.Core.Api;
using KubeTask.Functions.TaskApi;

namespace KubeTask.Functions.ObjectApi;

/// <summary>
/// The routes of lists, watches and other objects than Tasks. /openapi/v1.json is made from their names and descriptions.
/// </summary>
internal static class ObjectRoutes
{
    // Internal, because the analyzer does not see that attributes of a lambda use them (CA1823).
    internal const string NamespaceText = "The namespace";
    internal const string NameText = "The object's name";
    internal const string LimitText = "Objects on a page, 1 to 500; without it 500";
    internal const string ContinueText = "metadata.continue of the page before";
    internal const string LabelsText = "Only objects with these labels, such as team=a,stage!=test";
    internal const string FieldsText = "Only objects with these fields, such as metadata.name=x; of Events also involvedObject.name=x";
    internal const string WatchText = "true: every object, then every change, as server-sent events";

    private const string WatchDescription =
        "With watch=true the answer is a stream of server-sent events: added for each object, synced after the last of them, then added, "
        + "modified and deleted, each with the object as JSON; error, with a problem document, ends it. With Last-Event-ID a watch "
        + "continues from there; if error then has the status 410, begin without it.";

    public static void AddObjects(this IServiceCollection services)
    {
        services.AddSingleton<WatchObjects>();
        services.AddSingleton<ListObjects>();
        services.AddSingleton<ReadObject>();
        services.AddSingleton<ListNamespaces>();
        services.AddSingleton<ChangeCronTask>();
        services.AddSingleton<ReadDueTimes>();
        services.AddSingleton<ReviewAccess>();
        services.AddSingleton<ReadSystem>();
    }

    public static void MapObjects(this IEndpointRouteBuilder routes)
    {
        routes.MapLists<V1Alpha1TaskList>(ObjectKind.Tasks, "Tasks");
        routes.MapLists<CronTaskPage>(ObjectKind.CronTasks, "CronTasks");
        routes.MapLists<AgentPage>(ObjectKind.Agents, "Agents");
        routes.MapLists<ContextPage>(ObjectKind.Contexts, "Contexts");
        routes.MapLists<EventPage>(ObjectKind.Events, "Events");
        routes.MapOne<V1Alpha1CronTask>(ObjectKind.CronTasks, "CronTask");
        routes.MapOne<V1Alpha1Agent>(ObjectKind.Agents, "Agent");
        routes.MapOne<V1Alpha1Context>(ObjectKind.Contexts, "Context");
        routes.MapCronTasks();
        routes
            .MapGet("/api/v1/namespaces", (HttpContext context, ListNamespaces function) => function.RunAsync(context))
            .WithTags("System")
            .WithName("listNamespaces")
            .WithSummary("List the namespaces")
            .WithDescription("For callers who may list them.")
            .Produces<NamespacePage>()
            .Refuses(400);
        routes
            .MapPost(
                "/api/v1/namespaces/{ns}/accessreviews",
                (HttpContext context, ReviewAccess function, [Description(NamespaceText)] string ns) => function.RunAsync(context, ns)
            )
            .WithTags("System")
            .WithName("reviewAccess")
            .WithSummary("Ask what you may do")
            .WithDescription("Each question is a SelfSubjectAccessReview: what the API server would allow the caller in the namespace.")
            // Any media type reaches the function, which answers a wrong one itself; the document names those that it accepts.
            .Accepts<AccessReviewRequest>("*/*")
            .Produces<AccessReviewAnswer>()
            .Refuses(400, 408, 413, 415, 422);
        routes
            .MapGet("/api/v1/system", (HttpContext context, ReadSystem function) => function.RunAsync(context))
            .WithTags("System")
            .WithName("getSystem")
            .WithSummary("Show versions and the functions")
            .WithDescription("What the caller may not read is left out; problems says why.")
            .Produces<SystemState>()
            .Refuses(400);
    }

    private static void MapLists<T>(this IEndpointRouteBuilder routes, ObjectKind kind, string name)
    {
        routes
            .MapGet(
                $"/api/v1/namespaces/{{ns}}/{kind.Plural}",
                (
                    HttpContext context,
                    ListObjects function,
                    [Description(NamespaceText)] string ns,
                    [Description(LimitText)] string? limit,
                    [Description(ContinueText)] string? @continue,
                    [Description(LabelsText)] string? labelSelector,
                    [Description(FieldsText)] string? fieldSelector,
                    [Description(WatchText)] string? watch
                ) => function.RunAsync(context, kind, ns, new ListQuery(limit, @continue, labelSelector, fieldSelector, watch))
            )
            .WithTags(name)
            .WithName($"list{name}")
            .WithSummary($"List or watch {name}")
            .WithDescription($"A page of the namespace's {kind.Title}; metadata.continue leads to the next. {WatchDescription}")
            .Produces<T>()
            .Refuses(400);
        routes
            .MapGet(
                $"/api/v1/{kind.Plural}",
                (
                    HttpContext context,
                    ListObjects function,
                    [Description(LimitText)] string? limit,
                    [Description(ContinueText)] string? @continue,
                    [Description(LabelsText)] string? labelSelector,
                    [Description(FieldsText)] string? fieldSelector,
                    [Description(WatchText)] string? watch
                ) => function.RunAsync(context, kind, null, new ListQuery(limit, @continue, labelSelector, fieldSelector, watch))
            )
            .WithTags(name)
            .WithName($"listAll{name}")
            .WithSummary($"List or watch the {name} of all namespaces")
            .WithDescription($"A page of the {kind.Title} of all namespaces; metadata.continue leads to the next. {WatchDescription}")
            .Produces<T>()
            .Refuses(400);
    }

    private static void MapOne<T>(this IEndpointRouteBuilder routes, ObjectKind kind, string name) =>
        routes
            .MapGet(
                $"/api/v1/namespaces/{{ns}}/{kind.Plural}/{{name}}",
                (HttpContext context, ReadObject function, [Description(NamespaceText)] string ns, [Description(NameText)] string name) =>
                    function.RunAsync(context, kind, ns, name)
            )
            .WithTags(kind.Title)
            .WithName($"get{name}")
            .WithSummary($"Show one of the {kind.Title}")
            .WithDescription("The object as it is.")
            .Produces<T>()
            .Refuses(400);

    private static void MapCronTasks(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder one = routes.MapGroup("/api/v1/namespaces/{ns}/crontasks/{name}").WithTags("CronTasks");
        one.MapGet(
                "/times",
                (
                    HttpContext context,
                    ReadDueTimes function,
                    [Description(NamespaceText)] string ns,
                    [Description(NameText)] string name,
                    [Description("How many times, 1 to 100; without it 5")] string? count
                ) => function.RunAsync(context, ns, name, count)
            )
            .WithName("getDueTimes")
            .WithSummary("Show the next due times")
            .WithDescription("The next due times of the schedule, in UTC, whether the CronTask is suspended or not.")
            .Produces<DueTimesAnswer>()
            .Refuses(400, 422);
        one.MapPost(
                "/trigger",
                (
                    HttpContext context,
                    ChangeCronTask function,
                    [Description(NamespaceText)] string ns,
                    [Description(NameText)] string name
                ) => function.TriggerAsync(context, ns, name)
            )
            .WithName("triggerCronTask")
            .WithSummary("Create a Task now")
            .WithDescription("Also while suspended; concurrencyPolicy applies.")
            .Produces<V1Alpha1CronTask>()
            .Refuses(400, 409);
        one.MapPost(
                "/suspend",
                (
                    HttpContext context,
                    ChangeCronTask function,
                    [Description(NamespaceText)] string ns,
                    [Description(NameText)] string name
                ) => function.SuspendAsync(context, ns, name, suspend: true)
            )
            .WithName("suspendCronTask")
            .WithSummary("Stop creating Tasks")
            .WithDescription("Due times that pass while suspended never get a Task.")
            .Produces<V1Alpha1CronTask>()
            .Refuses(400, 409);
        one.MapPost(
                "/resume",
                (
                    HttpContext context,
                    ChangeCronTask function,
                    [Description(NamespaceText)] string ns,
                    [Description(NameText)] string name
                ) => function.SuspendAsync(context, ns, name, suspend: false)
            )
            .WithName("resumeCronTask")
            .WithSummary("Create Tasks again")
            .WithDescription("Only later due times count.")
            .Produces<V1Alpha1CronTask>()
            .Refuses(400, 409);
    }
}
