using System.Collections.Immutable;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Jobs;

/// <summary>The metadata and labels that all objects of a Task have in common.</summary>
public static class TaskObjects
{
    /// <summary>The metadata of an object that the Task owns.</summary>
    public static V1ObjectMeta Metadata(V1Alpha1Task task, string name)
    {
        (Dictionary<string, string> labels, Dictionary<string, string> annotations) = LabelsOf(task);
        return new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = task.Metadata.NamespaceProperty,
            Labels = labels,
            Annotations = annotations.Count == 0 ? null : annotations,
            OwnerReferences = [OwnershipRules.Reference(task)],
        };
    }

    /// <summary>
    /// The labels of a Task's objects. A name that is too long for a label is cut, and an annotation with the same key has the whole name.
    /// </summary>
    public static (Dictionary<string, string> Labels, Dictionary<string, string> Annotations) LabelsOf(V1Alpha1Task task)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Labels.App] = Labels.KubeTask,
            [Labels.ManagedBy] = Labels.KubeTask,
        };
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(Labels.Task, task.Metadata.Name);
        Add(Labels.Agent, ResourceNames.AgentOf(task));
        if (
            task.Metadata.OwnerReferences?.FirstOrDefault(o => o.Kind == "CronTask" && o.ApiVersion == KubeTaskApi.GroupVersion) is { } cron
        )
        {
            Add(Labels.CronTask, cron.Name);
        }

        return (labels, annotations);

        void Add(string key, string name)
        {
            labels[key] = ResourceNames.LabelValue(name);
            if (labels[key] != name)
                annotations[key] = name;
        }
    }

    /// <summary>The ConfigMaps with the Task's context files. They are immutable, and the Task owns them.</summary>
    public static ImmutableArray<V1ConfigMap> ContextConfigMaps(V1Alpha1Task task, ContextLayout layout) =>
        [
            .. layout
                .AllFiles.GroupBy(f => f.ConfigMap)
                .OrderBy(g => g.Key)
                .Select(group => new V1ConfigMap
                {
                    ApiVersion = V1ConfigMap.KubeApiVersion,
                    Kind = V1ConfigMap.KubeKind,
                    Metadata = Metadata(task, ResourceNames.ContextConfigMap(task.Metadata.Name, group.Key)),
                    Immutable = true,
                    Data = group.Where(f => f.Text is not null).ToDictionary(f => f.Key, f => f.Text!, StringComparer.Ordinal)
                        is { Count: > 0 } data
                        ? data
                        : null,
                    BinaryData = group.Where(f => f.Bytes is not null).ToDictionary(f => f.Key, f => f.Bytes!, StringComparer.Ordinal)
                        is { Count: > 0 } binary
                        ? binary
                        : null,
                }),
        ];
}
