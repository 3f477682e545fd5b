using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace KubeTask.Runner.Processes;

/// <summary>A command in a process group of its own, with nothing to read on its standard input.</summary>
internal sealed class ChildProcess
{
    /// <summary>More than the C libraries' own types need, whose sizes differ.</summary>
    private const int OpaqueBytes = 1024;

    private static readonly int[] s_reset =
    [
        Libc.SignalPipe,
        Libc.SignalHangUp,
        Libc.SignalInterrupt,
        Libc.SignalQuit,
        Libc.SignalTerminate,
    ];

    private readonly int _id;

    private ChildProcess(int id, Stream output, Stream errors)
    {
        _id = id;
        Output = output;
        Errors = errors;
    }

    /// <summary>Its standard output. It stays open: its reader may wait for a process that outlives the command.</summary>
    public Stream Output { get; }

    public Stream Errors { get; }

    /// <exception cref="StartException">The command can't be started.</exception>
    public static ChildProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        var errors = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        int error = Spawn(
            command,
            environment,
            output.ClientSafePipeHandle.DangerousGetHandle().ToInt32(),
            errors.ClientSafePipeHandle.DangerousGetHandle().ToInt32(),
            out int id
        );
        output.DisposeLocalCopyOfClientHandle();
        errors.DisposeLocalCopyOfClientHandle();
        if (error == 0)
            return new ChildProcess(id, output, errors);
        output.Dispose();
        errors.Dispose();
        throw new StartException(command[0], error);
    }

    /// <summary>Sends a signal to the command and all that it has started; it is no error if they are gone.</summary>
    public void Signal(int signal) => _ = Libc.Kill(-_id, signal);

    /// <summary>Waits for the end of the command.</summary>
    public Exit Wait()
    {
        // The first process of a container is the parent of every orphan, and must take their ends, too.
        int awaited = Libc.OwnId() == 1 ? -1 : _id;
        while (true)
        {
            int ended = Libc.Wait(awaited, out int status, 0);
            if (ended == _id)
                return Exit.FromStatus(status);
            if (ended == -1 && Marshal.GetLastPInvokeError() != Libc.Interrupted)
                throw new InvalidOperationException($"The end of process {_id} can't be awaited: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private static int Spawn(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        int output,
        int errors,
        out int id
    )
    {
        using var arguments = new NativeStrings(command);
        using var variables = new NativeStrings(environment.Select(v => $"{v.Key}={v.Value}"));
        nint memory = Marshal.AllocCoTaskMem(4 * OpaqueBytes);
        nint attributes = memory;
        nint actions = memory + OpaqueBytes;
        nint none = memory + (2 * OpaqueBytes);
        nint reset = memory + (3 * OpaqueBytes);
        _ = Libc.AttributesInit(attributes);
        _ = Libc.ActionsInit(actions);
        try
        {
            _ = Libc.EmptySet(none);
            _ = Libc.EmptySet(reset);
            // .NET ignores SIGPIPE, and a command would inherit that.
            foreach (int signal in s_reset)
                _ = Libc.AddToSet(reset, signal);
            _ = Libc.SetMask(attributes, none);
            _ = Libc.SetSignalsToDefault(attributes, reset);
            _ = Libc.SetFlags(attributes, Libc.SetGroup | Libc.SetDefaultSignals | Libc.SetSignalMask);
            _ = Libc.AddOpen(actions, 0, "/dev/null", Libc.ReadOnly, 0);
            _ = Libc.AddDuplicate(actions, output, 1);
            _ = Libc.AddDuplicate(actions, errors, 2);
            return Libc.Spawn(out id, command[0], actions, attributes, arguments.Pointer, variables.Pointer);
        }
        finally
        {
            _ = Libc.ActionsDestroy(actions);
            _ = Libc.AttributesDestroy(attributes);
            Marshal.FreeCoTaskMem(memory);
        }
    }
}
