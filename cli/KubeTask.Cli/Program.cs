using System.Runtime.InteropServices;
using KubeTask.Cli;
using KubeTask.Cli.Terminals;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var terminal = Terminal.OfProcess();
return await new CliProgram(terminal, TimeProvider.System).RunAsync(args, stop.Token);

void Stop(PosixSignalContext signal)
{
    // A second one ends the program at once.
    if (stop.IsCancellationRequested)
        return;
    signal.Cancel = true;
    stop.Cancel();
}
