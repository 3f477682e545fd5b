using KubeTask.Functions.ConsolePage;
using KubeTask.Functions.Http;
using KubeTask.Functions.ObjectApi;
using KubeTask.Functions.TaskApi;

namespace KubeTask.Functions;

/// <summary>
/// What people see and use: Tasks and what belongs to them over HTTP, and the console. The functions serve it, and
/// <c>kubectl kubetask ui</c> does on a user's own machine.
/// </summary>
public static class ViewerApi
{
    /// <summary>
    /// Adds all that it needs but a TimeProvider, a <see cref="HostSettings"/>, a <see cref="ReleaseSettings"/> and the CallerApi, which
    /// decides with whose credentials the API server is asked.
    /// </summary>
    public static IServiceCollection AddViewerApi(this IServiceCollection services)
    {
        services.AddRouting();
        services.AddSingleton<RequestBoundary>();
        services.AddSingleton<NamespaceCheck>();
        services.AddSingleton<TaskWatch>();
        services.AddSingleton<TaskWait>();
        services.AddSingleton<AgentPods>();
        services.AddSingleton<TaskLog>();
        services.AddSingleton<TaskLogFollower>();
        services.AddSingleton<SubmitTask>();
        services.AddSingleton<ReadTask>();
        services.AddSingleton<ReadTaskLog>();
        services.AddSingleton<StopTask>();
        services.AddSingleton<RetryTask>();
        services.AddSingleton<ReadInstruction>();
        services.AddObjects();
        services.AddSingleton<ConsoleFiles>();
        return services;
    }

    /// <summary>What answers requests.</summary>
    /// <param name="services">What <see cref="AddViewerApi"/> and the host have added.</param>
    /// <param name="mapMore">Adds routes of the host's own, or null.</param>
    public static RequestDelegate Build(IServiceProvider services, Action<IEndpointRouteBuilder>? mapMore = null)
    {
        var app = new ApplicationBuilder(services);
        app.UsePathAnswers();
        app.UseRouting();
        app.UseMethodOfHead();
        app.UseEndpoints(routes =>
        {
            routes.MapTasks();
            routes.MapObjects();
            routes.MapConsole();
            mapMore?.Invoke(routes);
        });
        return app.Build();
    }
}
