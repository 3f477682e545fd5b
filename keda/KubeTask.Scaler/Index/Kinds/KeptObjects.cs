using KubeTask.Scaler.Index.Store;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>
/// The objects that events will carry, as the watches last showed them. A Task is kept until it ends, because its later events come from
/// its Job and pods. Guarded by the index's lock.
/// </summary>
/// <param name="bytes">The most that all of them may take. An object for which there is no room isn't kept.</param>
internal sealed class KeptObjects(long bytes)
{
    private const int Largest = 32 << 10;
    private readonly JsonBudget _budget = new(bytes, Largest);
    private readonly Dictionary<TaskEntry, Kept> _tasks = [];

    /// <summary>The Task, and the pod of its current attempt that ended last; null for what isn't kept.</summary>
    public (byte[]? Task, byte[]? EndedPod) Find(TaskEntry entry) =>
        _tasks.TryGetValue(entry, out Kept kept) ? (kept.Task, kept.EndedPod) : default;

    public void KeepTask(TaskEntry entry, byte[]? json)
    {
        Kept kept = _tasks.GetValueOrDefault(entry);
        Set(entry, kept with { Task = _budget.Replace(kept.Task, json) });
    }

    public void KeepEndedPod(TaskEntry entry, byte[]? json)
    {
        Kept kept = _tasks.GetValueOrDefault(entry);
        Set(entry, kept with { EndedPod = _budget.Replace(kept.EndedPod, json) });
    }

    /// <summary>The Task has ended or is gone.</summary>
    public void Forget(TaskEntry entry)
    {
        KeepTask(entry, null);
        KeepEndedPod(entry, null);
    }

    private void Set(TaskEntry entry, Kept kept)
    {
        if (kept == default)
            _tasks.Remove(entry);
        else
            _tasks[entry] = kept;
    }

    private readonly record struct Kept(byte[]? Task, byte[]? EndedPod);
}
