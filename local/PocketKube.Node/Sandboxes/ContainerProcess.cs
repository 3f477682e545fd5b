using System.Diagnostics;

namespace PocketKube.Node.Sandboxes;

/// <summary>A container's processes while they run.</summary>
internal sealed class ContainerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Func<int?> _group;
    private readonly bool _leavesRest;

    /// <param name="group">Finds the id of the process group that the container's processes form; null while it isn't known.</param>
    /// <param name="leavesRest">Processes can outlive the first one.</param>
    public ContainerProcess(Process process, Func<int?> group, bool leavesRest)
    {
        _leavesRest = leavesRest;
        _process = process;
        _group = group;
        process.StandardInput.Close();
    }

    /// <summary>What the processes write; several streams where output and errors come apart.</summary>
    public IReadOnlyList<Stream> Output => [_process.StandardOutput.BaseStream, _process.StandardError.BaseStream];

    /// <returns>The exit code; 128 + n after signal n.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Asks all processes of the container to end.</summary>
    public void Terminate() => Signal(UnixSignal.Terminate);

    /// <summary>Ends all processes of the container.</summary>
    public void Kill()
    {
        Signal(UnixSignal.Kill);
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    /// <summary>Ends what the first process left behind.</summary>
    public void KillRest()
    {
        if (_leavesRest)
            Signal(UnixSignal.Kill);
    }

    public void Dispose() => _process.Dispose();

    private void Signal(int signal)
    {
        if (_group() is { } group)
            UnixSignal.SendToGroup(group, signal);
    }
}
