using k8s;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>A page of CronTasks.</summary>
public sealed record V1Alpha1CronTaskList : IKubernetesObject<V1ListMeta>, IItems<V1Alpha1CronTask>
{
    public string ApiVersion { get; set; } = KubeTaskApi.GroupVersion;
    public string Kind { get; set; } = "CronTaskList";
    public V1ListMeta Metadata { get; set; } = new();
    public IList<V1Alpha1CronTask> Items { get; set; } = [];
}
