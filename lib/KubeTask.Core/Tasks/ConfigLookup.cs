using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tasks;

/// <summary>The KubeTaskConfigs that apply to a Task: its namespace's, then the release's.</summary>
public static class ConfigLookup
{
    public static IEnumerable<ObjectKey> Keys(TaskState state)
    {
        yield return new ObjectKey(state.Key.Namespace, V1Alpha1KubeTaskConfig.SingletonName);
        if (state.ReleaseNamespace != state.Key.Namespace)
            yield return new ObjectKey(state.ReleaseNamespace, V1Alpha1KubeTaskConfig.SingletonName);
    }

    /// <summary>The ones that must be looked up first.</summary>
    public static Need[] Missing(TaskState state) =>
        [.. Keys(state).Where(k => !state.Configs.ContainsKey(k)).Select(k => new Need(NeedKind.Config, k))];

    /// <summary>The ones that exist, the nearest first.</summary>
    public static IEnumerable<V1Alpha1KubeTaskConfig> All(TaskState state) =>
        Keys(state).Select(k => state.Configs.GetValueOrDefault(k)).OfType<V1Alpha1KubeTaskConfig>();
}
