using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Names;

namespace KubeTask.Kubernetes.Api;

/// <summary>The paths of the API that we use. Names go in escaped.</summary>
public static class ApiPaths
{
    private const string Ours = $"apis/{KubeTaskApi.GroupVersion}";

    public static string Task(ObjectKey key) => Namespaced(Ours, "tasks", key);

    public static string TaskStatus(ObjectKey key) => Task(key) + "/status";

    public static string Tasks(string ns) => Collection(Ours, "tasks", ns);

    /// <summary>The Tasks that carry an Agent's label.</summary>
    public static string TasksOfAgent(ObjectKey agent) =>
        Labeled(Tasks(agent.Namespace), Labels.Agent, ResourceNames.LabelValue(agent.Name));

    /// <summary>The Jobs that carry an Agent's label.</summary>
    public static string JobsOfAgent(ObjectKey agent) => Labeled(Jobs(agent.Namespace), Labels.Agent, ResourceNames.LabelValue(agent.Name));

    public static string AgentStatus(ObjectKey key) => Agent(key) + "/status";

    public static string Agent(ObjectKey key) => Namespaced(Ours, "agents", key);

    public static string Context(ObjectKey key) => Namespaced(Ours, "contexts", key);

    public static string Config(ObjectKey key) => Namespaced(Ours, "kubetaskconfigs", key);

    public static string Job(ObjectKey key) => Namespaced("apis/batch/v1", "jobs", key);

    public static string Jobs(string ns) => Collection("apis/batch/v1", "jobs", ns);

    public static string ConfigMap(ObjectKey key) => Namespaced("api/v1", "configmaps", key);

    public static string ConfigMaps(string ns) => Collection("api/v1", "configmaps", ns);

    public static string Events(string ns) => Collection("api/v1", "events", ns);

    public static string Pod(ObjectKey key) => Namespaced("api/v1", "pods", key);

    /// <summary>The pods of a Job, by the label that the Job controller gives them.</summary>
    public static string PodsOfJob(ObjectKey job) => Labeled(Pods(job.Namespace), "job-name", job.Name);

    /// <summary>The pods of every Task of a name, former ones included.</summary>
    public static string PodsOfTask(ObjectKey task) => Labeled(Pods(task.Namespace), Labels.Task, ResourceNames.LabelValue(task.Name));

    /// <summary>The Events of a pod.</summary>
    public static string EventsOfPod(ObjectKey pod) => EventsOf("Pod", pod);

    /// <summary>The Events of a Job.</summary>
    public static string EventsOfJob(ObjectKey job) => EventsOf("Job", job);

    private static string EventsOf(string kind, ObjectKey key) =>
        $"{Events(key.Namespace)}?fieldSelector={Uri.EscapeDataString($"involvedObject.kind={kind},involvedObject.name={key.Name}")}";

    private static string Pods(string ns) => Collection("api/v1", "pods", ns);

    private static string Labeled(string collection, string label, string value) =>
        $"{collection}?labelSelector={Uri.EscapeDataString($"{label}={value}")}";

    public static string CronTask(ObjectKey key) => Namespaced(Ours, "crontasks", key);

    public static string CronTaskStatus(ObjectKey key) => CronTask(key) + "/status";

    /// <summary>The CronTasks of all namespaces.</summary>
    public const string CronTasks = Ours + "/crontasks";

    /// <summary>The Tasks of a CronTask, by their label.</summary>
    public static string TasksOfCronTask(ObjectKey cronTask) =>
        $"{Tasks(cronTask.Namespace)}?labelSelector={Uri.EscapeDataString($"{Labels.CronTask}={ResourceNames.LabelValue(cronTask.Name)}")}";

    private static string Collection(string group, string resource, string ns) =>
        $"{group}/namespaces/{Uri.EscapeDataString(ns)}/{resource}";

    private static string Namespaced(string group, string resource, ObjectKey key) =>
        $"{Collection(group, resource, key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
}
