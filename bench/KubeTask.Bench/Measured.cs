using KubeTask.Bench.Figures;

namespace KubeTask.Bench;

/// <summary>Measures stretches of work.</summary>
internal static class Measured
{
    /// <param name="time">The clock.</param>
    /// <param name="count">How many Tasks the work is about.</param>
    /// <param name="functions">The functions that run, if any; asked before and after the work.</param>
    /// <param name="scaler">The scaler that runs, if any.</param>
    /// <param name="work">Gives the timestamp at which it was done.</param>
    public static async Task<Stretch> StretchAsync(TimeProvider time, int count, Func<Part?> functions, Part? scaler, Func<Task<long>> work)
    {
        double functionsCpu = functions()?.Cpu.TotalSeconds ?? 0,
            scalerCpu = scaler?.Cpu.TotalSeconds ?? 0,
            ownCpu = Environment.CpuUsage.TotalTime.TotalSeconds,
            allCpu = Machine.CpuSeconds();
        long begun = time.GetTimestamp();
        long ended = await work();
        return new Stretch(
            count,
            time.GetElapsedTime(begun, ended).TotalSeconds,
            (functions()?.Cpu.TotalSeconds ?? 0) - functionsCpu,
            (scaler?.Cpu.TotalSeconds ?? 0) - scalerCpu,
            Environment.CpuUsage.TotalTime.TotalSeconds - ownCpu,
            Machine.CpuSeconds() - allCpu
        );
    }

    /// <summary>Awaits something that other work brings about, and fails if that work does.</summary>
    public static async Task<T> BesideAsync<T>(Task<T> awaited, Task work)
    {
        if (await Task.WhenAny(awaited, work) == work)
            await work;
        return await awaited;
    }
}
