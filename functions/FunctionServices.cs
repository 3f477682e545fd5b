using k8s;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Functions.ApiDocument;
using KubeTask.Functions.ConsolePage;
using KubeTask.Functions.Events;
using KubeTask.Functions.Http;
using KubeTask.Functions.ObjectApi;
using KubeTask.Functions.OnAgentChanged;
using KubeTask.Functions.OnCronTick;
using KubeTask.Functions.OnJobCompleted;
using KubeTask.Functions.OnTaskChanged;
using KubeTask.Functions.TaskApi;
using KubeTask.Kubernetes.Agents;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;
using KubeTask.Kubernetes.Cron;
using KubeTask.Kubernetes.Reconciling;
using KubeTask.Kubernetes.Tasks;

namespace KubeTask.Functions;

/// <summary>The services that the functions need, in any host.</summary>
public static class FunctionServices
{
    /// <summary>
    /// Names the release namespace, whose KubeTaskConfig is the fallback for all others. It isn't POD_NAMESPACE: when that is set, the
    /// Functions host believes that it runs on another platform.
    /// </summary>
    public const string ReleaseNamespaceVariable = "KUBETASK_RELEASE_NAMESPACE";

    public static IServiceCollection AddKubeTaskFunctions(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new Random(Environment.TickCount));
        services.AddSingleton(_ => KubernetesClientConfiguration.BuildDefaultConfig());
        services.AddSingleton<ApiClient>();
        services.AddSingleton<IApiClient>(s => s.GetRequiredService<ApiClient>());
        services.AddSingleton<RecentObjects>();
        services.AddSingleton(s => new TaskGatherer(
            s.GetRequiredService<ApiClient>(),
            s.GetRequiredService<RecentObjects>(),
            Environment.GetEnvironmentVariable(ReleaseNamespaceVariable) ?? KubeTaskApi.DefaultReleaseNamespace
        )
        {
            InitImage = Environment.GetEnvironmentVariable(KubeTaskApi.InitImageVariable) is { Length: > 0 } image
                ? image
                : KubeTaskApi.DefaultInitImage,
        });
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
        services.AddSingleton<CronTickFunction>();
        services.AddSingleton<TickReception>();
        services.AddKeyedSingleton<IEventFunction>(EventType.FunctionOf(EventType.CronTaskDue), (s, _) =>
            s.GetRequiredService<CronTickFunction>()
        );
        services.AddKeyedSingleton<IEventFunction, TaskChangedFunction>(EventType.FunctionOf(EventType.TaskChanged));
        services.AddKeyedSingleton<IEventFunction, JobCompletedFunction>(EventType.FunctionOf(EventType.JobCompleted));
        services.AddKeyedSingleton<IEventFunction, AgentChangedFunction>(EventType.FunctionOf(EventType.AgentChanged));
        services.AddSingleton(_ => HostSettings.Read(Environment.GetEnvironmentVariable));
        services.AddSingleton<HttpFunctions>();
        services.AddHostedService<WarmUp>();
        services.AddRouting();
        services.AddApiDocument();
        services.AddSingleton(_ => EventAccessSettings.Read(Environment.GetEnvironmentVariable));
        services.AddSingleton<TokenReviewer>();
        services.AddSingleton<EventAccess>();
        services.AddSingleton<CallerApi>();
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
}
