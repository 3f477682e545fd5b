using k8s;
using k8s.Models;

namespace KubeTask.Core.Api;

/// <summary>A page of Tasks.</summary>
public sealed record V1Alpha1TaskList : IKubernetesObject<V1ListMeta>, IItems<V1Alpha1Task>
{
    public string ApiVersion { get; set; } = KubeTaskApi.GroupVersion;
    public string Kind { get; set; } = "TaskList";
    public V1ListMeta Metadata { get; set; } = new();
    public IList<V1Alpha1Task> Items { get; set; } = [];
}
