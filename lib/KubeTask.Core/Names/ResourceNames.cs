using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KubeTask.Core.Api;

namespace KubeTask.Core.Names;

/// <summary>
/// The names of a Task's objects. Each name is derived from the Task's name, so that a repeat finds what the first try created: the names
/// are the locks.
/// </summary>
public static class ResourceNames
{
    /// <summary>A Job's name is also the value of its pods' label <c>job-name</c>: 63 characters.</summary>
    public const int JobLimit = 63;
    public const int ObjectLimit = 253;
    public const int LabelValueLimit = 63;
    private const int HashLength = 8;
    private const int TaskOfCronTaskLimit = JobLimit - 4;

    /// <summary>The Agent that a Task runs on: spec.agentRef, or the default.</summary>
    public static string AgentOf(V1Alpha1Task task) =>
        string.IsNullOrEmpty(task.Spec.AgentRef) ? KubeTaskApi.DefaultAgent : task.Spec.AgentRef;

    /// <summary>The Job of a Task's first attempt. Later attempts have their number (2, 3, …) in the name.</summary>
    public static string Job(string task, int attempt = 1) => Fit(task, attempt == 1 ? "-job" : $"-job-{attempt}", JobLimit);

    /// <summary>
    /// The ConfigMap with a Task's context files. If there are several, the others have their number (1, 2, …) in the name.
    /// </summary>
    public static string ContextConfigMap(string task, int index = 0) =>
        Fit(task, index == 0 ? "-context" : $"-context-{index}", ObjectLimit);

    /// <summary>
    /// The Task of a CronTask for a due time. The name leaves space for the Job's suffix, so that the Job's name has the whole time, too.
    /// </summary>
    public static string Task(string cronTask, DateTime dueTime) =>
        Fit(
            cronTask,
            string.Create(CultureInfo.InvariantCulture, $"-{new DateTimeOffset(dueTime).ToUnixTimeSeconds()}"),
            TaskOfCronTaskLimit
        );

    /// <summary>The Task of a CronTask for a value of the annotation kubetask.io/trigger. Each value has its own Task.</summary>
    public static string TriggeredTask(string cronTask, string value) =>
        Fit(cronTask, "-trigger-" + Hash(value, HashLength), TaskOfCronTaskLimit);

    /// <summary>A name as a label's value. Over 63 characters, it is cut and a hash is added.</summary>
    public static string LabelValue(string name) => Fit(name, "", LabelValueLimit);

    /// <summary>The Event of a Task for a step. The same step gives the same name, so it is recorded once.</summary>
    /// <param name="task">The Task's name.</param>
    /// <param name="identity">What identifies the step: the Task's uid, the reason, and whatever else distinguishes two steps.</param>
    public static string Event(string task, params ReadOnlySpan<string> identity) =>
        Fit(task, "." + Hash(string.Join('\n', identity!), 16), ObjectLimit);

    /// <summary>
    /// <paramref name="name"/> + <paramref name="suffix"/>. Over the limit, the name is cut, and a hash of the whole name is inserted.
    /// </summary>
    public static string Fit(string name, string suffix, int limit)
    {
        if (name.Length + suffix.Length <= limit)
            return name + suffix;
        string cut = name[..(limit - suffix.Length - HashLength - 1)].TrimEnd('-', '.', '_');
        return $"{cut}-{Hash(name, HashLength)}{suffix}";
    }

    /// <summary>The first characters of the hexadecimal SHA-256 of a text.</summary>
    public static string Hash(string text, int length) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];
}
