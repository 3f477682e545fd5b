using System.Globalization;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests.Cron;

/// <summary>
/// An API server with one CronTask and its Tasks. A test may kill a function between two writes, or let another function overtake it.
/// </summary>
internal sealed class CronWorld(V1Alpha1CronTask cronTask, Random random)
{
    private int _version;
    private int _uids;
    private bool _refuses;

    public V1Alpha1CronTask CronTask { get; private set; } = cronTask;

    public SortedDictionary<string, V1Alpha1Task> Tasks { get; } = new(StringComparer.Ordinal);

    /// <summary>Called before a Task is created.</summary>
    public Action<V1Alpha1Task> Creating { get; set; } = _ => { };

    /// <summary>Called after a Task was created.</summary>
    public Action<V1Alpha1Task> Created { get; set; } = _ => { };

    /// <summary>The Task that the API server refused during the last reconciliation.</summary>
    public V1Alpha1Task? Refused { get; private set; }

    /// <summary>A user's change. A change of the spec raises the generation; a change of annotations does not.</summary>
    public void Edit(Func<V1Alpha1CronTask, V1Alpha1CronTask> change, bool spec)
    {
        V1Alpha1CronTask changed = change(CronTask);
        Store(changed with { Metadata = changed.Metadata with { Generation = CronTask.Metadata.Generation + (spec ? 1 : 0) } });
    }

    /// <summary>One reconciliation by one function.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="writes">The number of writes that succeed before the function is killed.</param>
    /// <param name="overtaken">What other functions do between this function's first read and its first write.</param>
    /// <param name="refuses">Whether the API server refuses new Tasks for now.</param>
    /// <returns>Whether the function finished. It does not when it is killed or finds a conflict.</returns>
    public bool Pass(DateTime now, int writes, Action? overtaken, bool refuses = false)
    {
        (Refused, _refuses) = (null, refuses);
        for (int attempt = 0; attempt < 5; attempt++)
        {
            if (GoOn(new CronTaskState { CronTask = CronTask }, now, ref writes, ref overtaken) is { } done)
                return done;
        }

        return false;
    }

    private bool? GoOn(CronTaskState state, DateTime now, ref int writes, ref Action? overtaken)
    {
        for (int round = 0; round < 32; round++)
        {
            Decision<CronTaskNeed, CronTaskAction> decision = CronTaskDecider.Decide(state, new DateTimeOffset(now));
            if (decision.IsNothing)
                return !decision.Requeue;
            state = decision.Needs.Aggregate(state, Look);
            if (!decision.Actions.IsEmpty)
            {
                overtaken?.Invoke();
                overtaken = null;
            }

            // The actions of one decision may run in any order.
            foreach (CronTaskAction action in decision.Actions.OrderBy(_ => random.Next()))
            {
                if (action is not CronTaskAction.RecordEvent && writes-- <= 0)
                    return false;
                if (Apply(state, action, now) is not { } next)
                    return null;
                state = next;
            }
        }

        throw new InvalidOperationException("the decisions never end");
    }

    private CronTaskState Look(CronTaskState state, CronTaskNeed need) =>
        need is CronTaskNeed.Task { Name: var name }
            ? state with
            {
                Tasks = state.Tasks.SetItem(name, Tasks.GetValueOrDefault(name)),
            }
            : state with
            {
                Listed = true,
                Tasks = state.Tasks.SetItems(Tasks.Select(t => KeyValuePair.Create(t.Key, (V1Alpha1Task?)t.Value))),
            };

    /// <returns>Null after a conflict: another function wrote in the meantime.</returns>
    private CronTaskState? Apply(CronTaskState state, CronTaskAction action, DateTime now)
    {
        switch (action)
        {
            case CronTaskAction.CreateTask create:
                string name = create.Task.Metadata.Name;
                if (!Tasks.TryGetValue(name, out V1Alpha1Task? task))
                {
                    if (_refuses)
                    {
                        Refused = create.Task;
                        return state with { RefusedForNow = state.RefusedForNow.SetItem(name, "the quota is used up") };
                    }

                    Creating(create.Task);
                    V1ObjectMeta metadata = create.Task.Metadata with { Uid = Next(ref _uids), CreationTimestamp = now };
                    Tasks[name] = task = create.Task with
                    {
                        Metadata = metadata,
                        Status = new V1Alpha1TaskStatus { Phase = TaskPhase.Pending },
                    };
                    Created(task);
                }

                return state with
                {
                    Tasks = state.Tasks.SetItem(name, task),
                };
            case CronTaskAction.DeleteTask delete:
                if (Tasks.TryGetValue(delete.Name, out V1Alpha1Task? there) && there.Metadata.Uid == delete.Uid)
                    Tasks.Remove(delete.Name);
                return state with { Tasks = state.Tasks.SetItem(delete.Name, null) };
            case CronTaskAction.WriteStatus write:
                if (state.CronTask.Metadata.ResourceVersion != CronTask.Metadata.ResourceVersion)
                    return null;
                Store(CronTask with { Status = write.Status });
                return state with { CronTask = CronTask };
            default:
                return state;
        }
    }

    private void Store(V1Alpha1CronTask changed) =>
        CronTask = changed with { Metadata = changed.Metadata with { ResourceVersion = Next(ref _version) } };

    private static string Next(ref int number) => (++number).ToString(CultureInfo.InvariantCulture);
}
