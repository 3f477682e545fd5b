using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Events;

namespace KubeTask.Core.Tasks;

/// <summary>Determines what an observation says about a Task as it was read.</summary>
internal static class TaskObservationRules
{
    extension(TaskObservation observation)
    {
        /// <summary>Whether it is about the Task's current attempt.</summary>
        public bool IsAbout(V1Alpha1Task task) =>
            observation.TaskUid == task.Metadata.Uid && observation.Job == (task.Status?.JobName ?? TaskAttempts.Job(task));

        /// <summary>Whether it says that the Task's current attempt was lost before the agent started.</summary>
        /// <param name="task">The Task.</param>
        /// <param name="job">The Job of its current attempt.</param>
        public bool SaysNeverStarted(V1Alpha1Task task, V1Job job) =>
            observation.LostBeforeStart && observation.IsAbout(task) && observation.EndedJobUid == job.Metadata.Uid;
    }
}
