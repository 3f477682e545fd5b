using System.Globalization;

namespace KubeTask.Runner.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Code">Its exit code; 128 and the signal's number if a signal ended it.</param>
/// <param name="Signal">The signal that ended it; 0 if none did.</param>
internal readonly record struct Exit(int Code, int Signal)
{
    public static Exit FromStatus(int status)
    {
        int signal = status & 0x7f;
        return signal == 0 ? new Exit((status >> 8) & 0xff, 0) : new Exit(128 + signal, signal);
    }

    public override string ToString() =>
        Signal == 0
            ? string.Create(CultureInfo.InvariantCulture, $"exit code {Code}")
            : string.Create(CultureInfo.InvariantCulture, $"signal {Signal}");
}
