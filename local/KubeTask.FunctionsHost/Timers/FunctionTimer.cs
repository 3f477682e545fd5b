using Cronos;
using KubeTask.FunctionsHost.Apps;

namespace KubeTask.FunctionsHost.Timers;

/// <summary>Starts a function by its schedule, in UTC, and never while its last run goes on.</summary>
internal sealed class FunctionTimer
{
    private readonly Function _function;
    private readonly CronExpression _schedule;
    private readonly TimeProvider _time;

    /// <exception cref="AppException">The schedule is no NCRONTAB expression.</exception>
    public FunctionTimer(Function function, TimeProvider time)
    {
        _function = function;
        _time = time;
        string schedule = function.Trigger.Schedule!;
        bool seconds = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > 5;
        _schedule = CronExpression.TryParse(schedule, seconds ? CronFormat.IncludeSeconds : CronFormat.Standard, out CronExpression? parsed)
            ? parsed
            : throw new AppException($"{function.Name}: its schedule \"{schedule}\" is no NCRONTAB expression");
    }

    /// <summary>Runs until canceled.</summary>
    /// <param name="tick">Starts the function once, and returns at the end of its run.</param>
    public async Task RunAsync(Func<Function, CancellationToken, Task> tick, CancellationToken stopping)
    {
        DateTimeOffset last = _time.GetUtcNow();
        while (_schedule.GetNextOccurrence(last, TimeZoneInfo.Utc) is { } next)
        {
            // A delay may end a little early by the clock of the day.
            for (TimeSpan left; (left = next - _time.GetUtcNow()) > TimeSpan.Zero; )
                await Task.Delay(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1), _time, stopping);
            await tick(_function, stopping);
            // Times that passed during the run are left out.
            DateTimeOffset now = _time.GetUtcNow();
            last = now > next ? now : next;
        }
    }
}
