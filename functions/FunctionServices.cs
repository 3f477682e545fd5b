using k8s;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Functions.Submission;
using KubeTask.Kubernetes;
using KubeTask.Kubernetes.Callers;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Functions;

/// <summary>What the functions are made of, for any host.</summary>
public static class FunctionServices
{
    /// <summary>The namespace of the release, whose KubeTaskConfig is the fallback for all. Not POD_NAMESPACE: the Functions host takes itself for another platform when that is set.</summary>
    public const string ReleaseNamespaceVariable = "KUBETASK_RELEASE_NAMESPACE";

    public static IServiceCollection AddKubeTaskFunctions(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new Random(Environment.TickCount));
        services.AddSingleton(_ => KubernetesClientConfiguration.BuildDefaultConfig());
        services.AddSingleton<ApiClient>();
        services.AddSingleton<IApiClient>(s => s.GetRequiredService<ApiClient>());
        services.AddSingleton(s => new TaskGatherer(
            s.GetRequiredService<ApiClient>(),
            Environment.GetEnvironmentVariable(ReleaseNamespaceVariable) ?? KubeTaskApi.DefaultReleaseNamespace
        ));
        services.AddSingleton<TaskApplier>();
        services.AddSingleton<TaskReconciler>();
        services.AddSingleton<AgentGatherer>();
        services.AddSingleton<AgentApplier>();
        services.AddSingleton<AgentReconciler>();
        services.AddSingleton<EventRecorder>();
        services.AddSingleton<CronTaskGatherer>();
        services.AddSingleton<CronTaskApplier>();
        services.AddSingleton<CronTaskReconciler>();
        services.AddSingleton<CronTaskTick>();
        services.AddSingleton<OnCronTick>();
        services.AddKeyedSingleton<IEventFunction>(EventType.FunctionOf(EventType.CronTaskDue), (s, _) =>
            s.GetRequiredService<OnCronTick>()
        );
        services.AddKeyedSingleton<IEventFunction, OnTaskChanged>(EventType.FunctionOf(EventType.TaskChanged));
        services.AddKeyedSingleton<IEventFunction, OnJobCompleted>(EventType.FunctionOf(EventType.JobCompleted));
        services.AddKeyedSingleton<IEventFunction, OnAgentChanged>(EventType.FunctionOf(EventType.AgentChanged));
        services.AddSingleton(_ => EventAccessSettings.Read(Environment.GetEnvironmentVariable));
        services.AddSingleton<TokenReviewer>();
        services.AddSingleton<EventAccess>();
        services.AddSingleton<CallerApi>();
        services.AddSingleton<SubmitTask>();
        return services;
    }
}
