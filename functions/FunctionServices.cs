using k8s;
using KubeTask.Core.Api;
using KubeTask.Core.Events;
using KubeTask.Functions.ApiDocument;
using KubeTask.Functions.Events;
using KubeTask.Functions.Http;
using KubeTask.Functions.OnAgentChanged;
using KubeTask.Functions.OnCronTick;
using KubeTask.Functions.OnJobCompleted;
using KubeTask.Functions.OnTaskChanged;
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
    public static IServiceCollection AddKubeTaskFunctions(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new Random(Environment.TickCount));
        services.AddSingleton(_ =>
        {
            var configuration = KubernetesClientConfiguration.BuildDefaultConfig();
            SystemCertificates.LeaveOut(configuration);
            return configuration;
        });
        services.AddSingleton<ApiClient>();
        services.AddSingleton<IApiClient>(s => s.GetRequiredService<ApiClient>());
        services.AddSingleton<RecentObjects>();
        services.AddSingleton(s => new TaskGatherer(
            s.GetRequiredService<ApiClient>(),
            s.GetRequiredService<RecentObjects>(),
            s.GetRequiredService<ReleaseSettings>().Namespace
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
        services.AddSingleton(_ => ReleaseSettings.Read(Environment.GetEnvironmentVariable));
        services.AddSingleton<HttpFunctions>();
        services.AddHostedService<WarmUp>();
        services.AddApiDocument();
        services.AddSingleton(_ => EventAccessSettings.Read(Environment.GetEnvironmentVariable));
        services.AddSingleton<TokenReviewer>();
        services.AddSingleton<EventAccess>();
        services.AddSingleton<CallerApi>();
        return services.AddViewerApi();
    }
}
