using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Tasks;

namespace KubeTask.Core.Tests.Properties;

/// <summary>What holds for every decision, for any objects, any order of the writes and any moment of a crash.</summary>
public sealed class DecisionProperties
{
    private const int Iterations = 600;

    [Fact]
    public void Decisions_about_any_objects_end_and_never_throw()
    {
        var phases = new Dictionary<string, int>();
        var count = new Lock();
        DrawWorld.Any.Sample(
            world =>
            {
                V1Alpha1Task task = world.Cluster().Reconcile(world.Key);
                string phase = task.Status?.Phase ?? "none";
                lock (count)
                    phases[phase] = phases.GetValueOrDefault(phase) + 1;
                Assert.Contains(phase, new[] { TaskPhase.Pending, TaskPhase.Running, TaskPhase.Failed });
            },
            iter: Draw.Times(Iterations)
        );

        // The draw is useful only when it reaches each of these phases.
        Assert.All([TaskPhase.Pending, TaskPhase.Running, TaskPhase.Failed], phase =>
            Assert.True(
                Draw.Times(Iterations) < Iterations || phases.GetValueOrDefault(phase) > Iterations / 20,
                $"{phase}: {phases.GetValueOrDefault(phase)}"
            )
        );
    }

    [Fact]
    public void Two_runs_on_the_same_objects_write_identical_bytes() =>
        DrawWorld.Any.Sample(
            world =>
            {
                SimulatedCluster one = world.Cluster();
                SimulatedCluster other = world.Cluster();
                one.Reconcile(world.Key);
                other.Reconcile(world.Key);
                Assert.Equal(one.Writes.Select(w => w.ToJsonString()), other.Writes.Select(w => w.ToJsonString()));
            },
            iter: Draw.Times(Iterations)
        );

    [Fact]
    public void Two_decisions_on_the_same_state_are_the_same() =>
        DrawWorld.Any.Sample(
            world =>
            {
                SimulatedCluster cluster = world.Cluster();
                cluster.Reconcile(world.Key);
                Assert.All(cluster.States, state =>
                    Assert.Equal(Text(TaskDecider.Decide(state, World.Now)), Text(TaskDecider.Decide(state, World.Now)))
                );
            },
            iter: Draw.Times(Iterations)
        );

    [Fact]
    public void A_Task_that_is_up_to_date_is_not_written_to_again() =>
        Gen.Select(DrawWorld.Any, Gen.Bool)
            .Sample(
                (world, ended) =>
                {
                    SimulatedCluster cluster = world.Cluster();
                    V1Alpha1Task task = cluster.Reconcile(world.Key);
                    if (ended && task.Status?.Phase == TaskPhase.Running)
                    {
                        cluster = EndJob(cluster, task);
                        cluster.Reconcile(world.Key);
                    }

                    SimulatedCluster again = cluster.CopyAt(World.Now);
                    again.Reconcile(world.Key);
                    Assert.Empty(again.Writes);
                },
                iter: Draw.Times(Iterations)
            );

    /// <summary>hazards.md, rows 6, 7 and 22: the function is killed after any write, in any order of the writes.</summary>
    [Fact]
    public void Hazard_6_7_22_a_crash_after_any_write_leads_to_the_same_end() =>
        Gen.Select(DrawWorld.Any, Gen.Int[0, 5], Gen.Bool, Gen.Bool, Gen.Int[0, 2])
            .Sample(
                (world, crashAfter, backwards, thenBackwards, exitCode) =>
                {
                    SimulatedCluster undisturbed = world.Cluster();
                    V1Alpha1Task task = undisturbed.Reconcile(world.Key);
                    SimulatedCluster killed = world.Cluster().CopyAt(World.Now, backwards, crashAfter);
                    killed.Reconcile(world.Key);
                    SimulatedCluster repaired = killed.CopyAt(World.Now, thenBackwards);
                    repaired.Reconcile(world.Key);
                    Assert.Equal(undisturbed.Text(), repaired.Text());
                    if (task.Status?.Phase != TaskPhase.Running)
                        return;

                    // The same at the end of the Job, and when the Job ended before the status could say that it runs.
                    SimulatedCluster ended = EndJob(undisturbed, task, exitCode);
                    ended.Reconcile(world.Key);
                    SimulatedCluster endedEarly = EndJob(killed.CopyAt(World.Now), task, exitCode);
                    endedEarly.Reconcile(world.Key);
                    Assert.Equal(Phase(ended, world), exitCode == 0 ? TaskPhase.Completed : TaskPhase.Failed);
                    if (killed.Get("Job", JobKey(task), ApiJson.Default.V1Job) is not null)
                        Assert.Equal(Phase(ended, world), Phase(endedEarly, world));
                },
                iter: Draw.Times(Iterations)
            );

    [Fact]
    public void A_finished_Task_is_never_written_to_again() =>
        Gen.Select(DrawWorld.Any, Gen.OneOf(TaskPhase.Completed, TaskPhase.Failed))
            .Sample(
                (world, phase) =>
                {
                    World ended = world with { Task = world.Task with { Status = new V1Alpha1TaskStatus { Phase = phase } } };
                    SimulatedCluster cluster = ended.Cluster();
                    cluster.Reconcile(world.Key);
                    Assert.Empty(cluster.Writes);
                },
                iter: Draw.Times(100)
            );

    private static string? Phase(SimulatedCluster cluster, World world) =>
        cluster.Get("Task", world.Key, ApiJson.Default.V1Alpha1Task)!.Status?.Phase;

    private static ObjectKey JobKey(V1Alpha1Task task) => new(task.Metadata.NamespaceProperty, task.Status!.JobName!);

    /// <summary>The cluster a minute later, when the Job has ended if it exists.</summary>
    private static SimulatedCluster EndJob(SimulatedCluster cluster, V1Alpha1Task task, int exitCode = 0)
    {
        ObjectKey key = JobKey(task);
        SimulatedCluster later = cluster.CopyAt(World.Now.AddMinutes(1));
        if (cluster.Get("Job", key, ApiJson.Default.V1Job) is not { } job)
            return later;
        job.Status = exitCode == 0 ? new V1JobStatus { Succeeded = 1 } : new V1JobStatus { Failed = 1 };
        later.Add(JsonSerializer.SerializeToNode(job, ApiJson.Default.V1Job)!.AsObject());
        later.Add(
            new JsonObject
            {
                ["kind"] = "Pod",
                ["metadata"] = new JsonObject
                {
                    ["name"] = "pod",
                    ["namespace"] = key.Namespace,
                    ["labels"] = new JsonObject { ["job-name"] = key.Name },
                },
                ["status"] = new JsonObject
                {
                    ["containerStatuses"] = new JsonArray(
                        new JsonObject
                        {
                            ["name"] = "agent",
                            ["state"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = exitCode } },
                        }
                    ),
                },
            }
        );
        return later;
    }

    private static string Text(Decision<Need, TaskAction> decision) =>
        string.Join(
            '\n',
            decision
                .Needs.Select(n => n.ToString())
                .Concat(
                    decision.Actions.Select(a =>
                        a switch
                        {
                            TaskAction.CreateConfigMap create => JsonSerializer.Serialize(create.ConfigMap, ApiJson.Default.V1ConfigMap),
                            TaskAction.CreateJob create => JsonSerializer.Serialize(create.Job, ApiJson.Default.V1Job),
                            TaskAction.WriteStatus write => JsonSerializer.Serialize(write.Status, ApiJson.Default.V1Alpha1TaskStatus),
                            _ => a.ToString(),
                        }
                    )
                )
        );
}
