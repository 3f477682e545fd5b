using k8s.Models;

namespace PocketKube.Node.Pods;

/// <summary>What the node knows of one container of a pod.</summary>
internal sealed record ContainerRecord(V1Container Container)
{
    public V1ContainerState State { get; init; } = new() { Waiting = new() { Reason = "PodInitializing" } };

    public string? Id { get; init; }

    public ContainerRecord Waits(string reason, string? message = null) =>
        this with
        {
            State = new()
            {
                Waiting = new() { Reason = reason, Message = message },
            },
        };

    public ContainerRecord Runs(DateTime startedAt, string id) =>
        this with
        {
            Id = id,
            State = new() { Running = new() { StartedAt = startedAt } },
        };

    public ContainerRecord Ended(V1ContainerStateTerminated end) => this with { State = new() { Terminated = end } };

    /// <summary>It will never start, because its pod was deleted.</summary>
    public ContainerRecord Lost() =>
        Ended(
            new()
            {
                ExitCode = 137,
                Reason = "ContainerStatusUnknown",
                Message = "The container could not be located when the pod was terminated",
            }
        );

    public bool Succeeded => State.Terminated is { ExitCode: 0 };

    public V1ContainerStatus Status(bool initContainer) =>
        new()
        {
            Name = Container.Name,
            Image = Container.Image ?? "",
            ImageID = Id is null ? "" : $"pocketkube://{Container.Image}",
            ContainerID = Id,
            RestartCount = 0,
            Ready = initContainer ? Succeeded : State.Running is not null,
            Started = State.Running is not null,
            State = State,
            LastState = new(),
        };
}
