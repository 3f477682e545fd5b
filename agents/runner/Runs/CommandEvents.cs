using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using KubeTask.Runner.Processes;
using KubeTask.Runner.Streams;

namespace KubeTask.Runner.Runs;

/// <summary>
/// Turns what a command writes, its end, and signals from outside into events. It holds few of them, so memory stays bounded.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A reader may outlive the run. The end of the process frees all.")]
internal sealed class CommandEvents
{
    private const int MostEvents = 4;
    private const int BlockBytes = 64 * 1024;

    private static readonly Dictionary<PosixSignal, int> s_passedOn = new()
    {
        [PosixSignal.SIGTERM] = Libc.SignalTerminate,
        [PosixSignal.SIGINT] = Libc.SignalInterrupt,
        [PosixSignal.SIGQUIT] = Libc.SignalQuit,
        [PosixSignal.SIGHUP] = Libc.SignalHangUp,
    };

    private readonly BlockingCollection<RunEvent> _events = new(MostEvents);
    private readonly ConcurrentQueue<int> _signals = new();

    /// <summary>They are taken as long as they aren't collected.</summary>
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Lock _lock = new();
    private ChildProcess? _child;

    /// <summary>Takes signals from now on. They are kept for a command that is yet to start.</summary>
    public CommandEvents()
    {
        foreach ((PosixSignal signal, int number) in s_passedOn)
            _registrations.Add(PosixSignalRegistration.Create(signal, context => PassOn(context, number)));
    }

    public void Watch(ChildProcess child, bool isStream)
    {
        lock (_lock)
        {
            _child = child;
            foreach (int signal in _signals)
                child.Signal(signal);
        }

        Start("stdout", () => Read(child.Output, isStream, isError: false));
        Start("stderr", () => Read(child.Errors, isStream: false, isError: true));
        Start("end", () => _events.Add(new RunEvent.Ended(child.Wait())));
    }

    /// <summary>The next event, or null if none comes in time.</summary>
    public RunEvent? Next(int milliseconds)
    {
        // A signal is passed on at once, and doesn't wait behind output.
        if (_signals.TryDequeue(out int signal))
            return new RunEvent.Signaled(signal);
        return _events.TryTake(out RunEvent? next, milliseconds) ? next : null;
    }

    private void PassOn(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        lock (_lock)
        {
            _signals.Enqueue(signal);
            _child?.Signal(signal);
        }

        // If there is no room, the events that are there wake the reader.
        _events.TryAdd(new RunEvent.Woken());
    }

    private void Read(Stream stream, bool isStream, bool isError)
    {
        if (isStream)
        {
            var lines = new LineReader(stream);
            while (lines.Read() is { } line)
                _events.Add(new RunEvent.StreamLine(line));
        }
        else
        {
            byte[] block = new byte[BlockBytes];
            while (stream.Read(block) is > 0 and int read)
                _events.Add(new RunEvent.Output(block.AsSpan(0, read).ToArray(), isError));
        }

        _events.Add(new RunEvent.Closed());
    }

    private static void Start(string name, ThreadStart body) => new Thread(body) { IsBackground = true, Name = name }.Start();
}
