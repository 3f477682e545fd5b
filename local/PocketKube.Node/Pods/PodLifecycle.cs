using k8s.Models;
using PocketKube.Node.Images;
using PocketKube.Node.Objects;
using PocketKube.Node.Volumes;

namespace PocketKube.Node.Pods;

/// <summary>One pod, from when it is first observed until its object is gone.</summary>
internal sealed class PodLifecycle : IDisposable
{
    private const string Component = "kubelet";
    private const string Scheduler = "default-scheduler";
    private const string DeadlineMessage = "Pod was active on the node longer than the specified deadline";

    private readonly NodeParts _node;
    private readonly V1Pod _pod;
    private readonly PodStatusDraft _draft;
    private readonly PodStop _stop;
    private readonly PodContainers _containers;
    private readonly VolumeStager _volumes;
    private readonly TaskCompletionSource _deletion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _folder;
    private readonly Lock _deadlineTurn = new();
    private long? _deadlineSeconds;
    private bool _hasPlace;

    public PodLifecycle(NodeParts node, V1Pod pod)
    {
        _node = node;
        _pod = pod;
        _folder = Path.Combine(node.Folder, pod.Metadata.Uid);
        _draft = new PodStatusDraft(pod, Timestamp.WholeSeconds(node.Time.GetUtcNow()));
        _stop = new PodStop(node.Time);
        _volumes = new VolumeStager(node.Objects, pod, Path.Combine(_folder, "volumes"));
        _containers = new PodContainers(node, pod, _draft, _volumes, _folder);
        Observe(pod);
    }

    /// <summary>Records a change: a deadline that was set or moved, or a deletion.</summary>
    public void Observe(V1Pod pod)
    {
        lock (_deadlineTurn)
        {
            _deadlineSeconds = pod.Spec.ActiveDeadlineSeconds;
            SetDeadline();
        }
        if (pod.Metadata.DeletionTimestamp is null)
            return;
        _containers.LimitGrace(pod.Metadata.DeletionGracePeriodSeconds);
        _stop.Order(StopReason.Deleted);
        _deletion.TrySetResult();
    }

    /// <summary>The object is gone.</summary>
    public void Gone()
    {
        _stop.Order(StopReason.Gone);
        _deletion.TrySetResult();
        _gone.TrySetResult();
    }

    /// <param name="shutdown">Ends the processes without a report to the API server.</param>
    public async Task RunAsync(CancellationToken shutdown)
    {
        using CancellationTokenRegistration registration = shutdown.Register(() => _stop.Order(StopReason.Shutdown));
        try
        {
            if (_pod.Status?.Phase is not ("Succeeded" or "Failed"))
                await RunToEndAsync(shutdown);
            UnixFiles.DeleteTree(Path.Combine(_folder, "volumes"));
            await _deletion.Task.WaitAsync(shutdown);
            if (_stop.Reason != StopReason.Gone)
                await _node.Writer.DeleteAsync(_pod, shutdown);
            await _gone.Task.WaitAsync(shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            _node.Logger.LogDebug("Pod {Name} is left as it is", _pod.Metadata.Name);
        }
        finally
        {
            _node.Logs.Remove(_pod.Metadata.Uid);
            UnixFiles.DeleteTree(_folder);
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _containers.Dispose();
    }

    private async Task RunToEndAsync(CancellationToken shutdown)
    {
        PodProblem? fatal = null;
        try
        {
            await WaitForNodeAsync();
            await TakePlaceAsync();
            fatal = await PrepareAsync();
            if (fatal is null && await _containers.RunInitAsync(_stop.Token, shutdown))
            {
                fatal = await UntilCuredAsync(() => _containers.ConfigureAsync(initContainers: false, _stop.Token));
                if (fatal is null)
                    await _containers.RunAllAsync(_stop.Token, shutdown);
            }
        }
        catch (OperationCanceledException) when (_stop.Token.IsCancellationRequested)
        {
            _node.Logger.LogDebug("Pod {Name} is stopped: {Reason}", _pod.Metadata.Name, _stop.Reason);
        }
        finally
        {
            LeavePlace();
        }
        // What is gone needs no status. The object of a deleted pod is removed next, but a finalizer may keep it.
        if (_stop.Reason is StopReason.None or StopReason.DeadlineExceeded or StopReason.Deleted)
            await WriteEndAsync(fatal, shutdown);
    }

    /// <summary>Waits until the node fits. Until then the pod has no deadline, as on a real cluster.</summary>
    private async Task WaitForNodeAsync()
    {
        while (!_draft.IsScheduled)
        {
            Task change = _node.Arrivals.Next(_node.Registration.Reference);
            string? unfit = _node.Registration.Unfit(_pod);
            if (unfit is null)
                return;
            if (unfit != _draft.Unschedulable)
            {
                _draft.Unschedulable = unfit;
                _node.Events.Warning(PodContainers.About(_pod), Scheduler, "FailedScheduling", unfit);
                await _node.Writer.WriteStatusAsync(_pod, _draft, _stop.Token);
            }
            await change.WaitAsync(_stop.Token);
        }
    }

    /// <returns>A problem that no change can solve; null when the pod is ready to run.</returns>
    private async Task<PodProblem?> PrepareAsync()
    {
        if (_pod.Spec.NodeName is not { Length: > 0 })
        {
            await _node.Writer.BindAsync(_pod, _stop.Token);
            lock (_deadlineTurn)
            {
                _draft.Scheduled(Timestamp.WholeSeconds(_node.Time.GetUtcNow()));
                SetDeadline();
            }
            string pod = $"{_pod.Metadata.NamespaceProperty}/{_pod.Metadata.Name}";
            _node.Events.Normal(
                PodContainers.About(_pod),
                Scheduler,
                "Scheduled",
                $"Successfully assigned {pod} to {_node.Settings.NodeName}"
            );
        }
        else if (_pod.Status?.Phase == "Running")
        {
            return new PodProblem(
                "ContainerStatusUnknown",
                "The container could not be located when the pod was found: its node was restarted"
            );
        }
        if (_node.Sandbox is null)
            return new PodProblem("SandboxUnavailable", $"No sandbox works on this machine: {_node.SandboxProblem}");
        if (_node.Sandbox.Warning is { } warning)
            Warn("NoSandbox", warning);
        await WaitForImagesAsync();
        return await UntilCuredAsync(() => _volumes.StageAsync(_stop.Token))
            ?? await UntilCuredAsync(() => _containers.ConfigureAsync(initContainers: true, _stop.Token));
    }

    private async Task WaitForImagesAsync()
    {
        V1Container? missing = _draft
            .InitContainers.Concat(_draft.Containers)
            .Select(c => c.Container)
            .FirstOrDefault(c => _node.Settings.Images.Find(c.Image) is null);
        if (missing is null)
            return;
        LeavePlace();
        string known = string.Join(", ", _node.Settings.Images.Table.Keys);
        string why =
            $"failed to pull image \"{missing.Image}\": no local agent stands for "
            + $"\"{LocalImages.Repository(missing.Image ?? "")}\" (known: {known})";
        Warn("Failed", $"Failed to pull image \"{missing.Image}\": {why}");
        Warn("Failed", "Error: ErrImagePull");
        await WriteWaitingAsync(new PodProblem("ErrImagePull", why), missing);
        Tell("BackOff", $"Back-off pulling image \"{missing.Image}\"");
        await WriteWaitingAsync(
            new PodProblem("ImagePullBackOff", $"Back-off pulling image \"{missing.Image}\": ErrImagePull: {why}"),
            missing
        );
        await Task.Delay(Timeout.InfiniteTimeSpan, _node.Time, _stop.Token);
    }

    /// <summary>Repeats a step each time the object that it waits for has changed.</summary>
    private async Task<PodProblem?> UntilCuredAsync(Func<Task<PodProblem?>> step)
    {
        PodProblem? reported = null;
        while (true)
        {
            PodProblem? problem = await step();
            if (problem?.WaitsFor is not { } reference)
                return problem;
            // Wait from before the next try reads the object, so that no change is missed.
            Task change = _node.Arrivals.Next(reference);
            problem = await step();
            if (problem?.WaitsFor is null)
                return problem;
            if (problem.WaitsFor != reference)
                continue;
            if (problem != reported)
            {
                reported = problem;
                Warn(problem.Reason == "ContainerCreating" ? "FailedMount" : "Failed", problem.Message);
                await WriteWaitingAsync(problem, _draft.Containers[0].Container);
            }
            LeavePlace();
            await change.WaitAsync(_stop.Token);
            await TakePlaceAsync();
        }
    }

    private Task WriteWaitingAsync(PodProblem problem, V1Container container)
    {
        foreach (ContainerRecord[]? records in new[] { _draft.InitContainers, _draft.Containers })
        {
            for (int i = 0; i < records.Length; i++)
            {
                if (records[i].Container != container)
                    continue;
                string? message = problem.Reason == "ContainerCreating" ? null : problem.Message;
                records[i] = records[i].Waits(problem.Reason, message);
                _node.Logs.Waits(_pod.Metadata.Uid, container.Name, problem.Reason);
            }
        }
        return _node.Writer.WriteStatusAsync(_pod, _draft, _stop.Token);
    }

    private Task WriteEndAsync(PodProblem? fatal, CancellationToken shutdown)
    {
        if (_stop.Reason == StopReason.DeadlineExceeded)
        {
            (_draft.Phase, _draft.Reason, _draft.Message) = ("Failed", "DeadlineExceeded", DeadlineMessage);
            Warn("DeadlineExceeded", DeadlineMessage);
        }
        else if (fatal is not null)
        {
            (_draft.Phase, _draft.Reason, _draft.Message) = ("Failed", fatal.Reason, fatal.Message);
            Warn("Failed", fatal.Message);
        }
        else if (_stop.Reason == StopReason.Deleted)
        {
            _draft.Terminated();
        }
        else
        {
            _draft.Phase = _draft.Containers.All(c => c.Succeeded) ? "Succeeded" : "Failed";
        }
        return _node.Writer.WriteStatusAsync(_pod, _draft, shutdown);
    }

    private void SetDeadline()
    {
        DateTime now = _node.Time.GetUtcNow().UtcDateTime;
        _stop.SetDeadline(
            _draft.IsScheduled && _deadlineSeconds is { } seconds ? _draft.StartTime + TimeSpan.FromSeconds(seconds) - now : null
        );
    }

    private async Task TakePlaceAsync()
    {
        await _node.Places.WaitAsync(_stop.Token);
        _hasPlace = true;
    }

    private void LeavePlace()
    {
        if (_hasPlace)
            _node.Places.Release();
        _hasPlace = false;
    }

    private void Tell(string reason, string message) => _node.Events.Normal(PodContainers.About(_pod), Component, reason, message);

    private void Warn(string reason, string message) => _node.Events.Warning(PodContainers.About(_pod), Component, reason, message);
}
