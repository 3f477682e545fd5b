using System.Globalization;
using KubeTask.Runner.Agents;
using KubeTask.Runner.Options;
using KubeTask.Runner.Processes;
using KubeTask.Runner.Streams;
using KubeTask.Runs;

namespace KubeTask.Runner.Runs;

/// <summary>Watches a command until it has ended, and ends it where it must.</summary>
internal sealed class AgentRun
{
    /// <summary>How long a command may live after its result.</summary>
    private static readonly TimeSpan s_graceAfterResult = TimeSpan.FromSeconds(5);

    /// <summary>How long a command has after SIGTERM.</summary>
    private static readonly TimeSpan s_graceAfterTerm = TimeSpan.FromSeconds(10);

    /// <summary>How long the output may stay open after the command's end.</summary>
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(2);

    private readonly RunnerSettings _settings;
    private readonly RunLog _log;
    private readonly ReportFile _file;
    private readonly string _name;
    private readonly AgentStream? _stream;
    private readonly Deadlines _deadlines = new(TimeProvider.System);
    private Intervention _intervention;
    private ChildProcess? _child;
    private Exit? _exit;
    private int _closed;
    private bool _reportedResult;

    public AgentRun(RunnerSettings settings, AgentKind? kind, string name, RunLog log, ReportFile file)
    {
        _settings = settings;
        _log = log;
        _file = file;
        _name = name;
        _stream = kind?.Stream(settings.Raw ? _ => { } : log.Line);
    }

    /// <summary>Runs the command to its end.</summary>
    /// <returns>The exit code.</returns>
    public int Watch(Launch launch)
    {
        var events = new CommandEvents();
        var child = ChildProcess.Start(launch.Command, launch.Environment);
        _child = child;
        events.Watch(child, isStream: _stream is not null);
        RestartStall();
        while (_exit is null || _closed < 2)
        {
            if (_deadlines.TakePassed() is { } due)
            {
                if (due == Due.Drain)
                    break;
                OnDue(due);
            }
            else if (events.Next(_deadlines.NextMilliseconds()) is { } happened)
            {
                On(happened);
            }
        }

        // What the command has left behind would keep writing to the log.
        child.Signal(Libc.SignalKill);
        var outcome = RunOutcome.Of(_name, _stream?.Facts, _exit ?? default, _intervention);
        Report(outcome);
        Summarize(outcome);
        return outcome.Code;
    }

    private void On(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.StreamLine line:
                RestartStall();
                Read(line.Line);
                break;
            case RunEvent.Output output:
                RestartStall();
                _log.Write(output.Bytes.Span, output.Error);
                break;
            case RunEvent.Woken:
                break;
            case RunEvent.Closed:
                _closed++;
                break;
            case RunEvent.Ended ended:
                _exit = ended.Exit;
                foreach (Due due in Enum.GetValues<Due>())
                    _deadlines.Clear(due);
                _deadlines.Set(Due.Drain, s_drain);
                break;
            case RunEvent.Signaled signaled:
                _intervention = _intervention with { Signal = signaled.Signal };
                _log.Note($"signal {signaled.Signal}, passed on to {_name}");
                // If the pod's grace period ends first, this is what is left.
                Report(RunOutcome.Of(_name, _stream?.Facts, new Exit(128 + signaled.Signal, signaled.Signal), _intervention));
                break;
            default:
                throw new InvalidOperationException($"{happened} is no event that is known");
        }
    }

    private void OnDue(Due due)
    {
        switch (due)
        {
            case Due.Stall:
                double seconds = _settings.Limits.Stall?.TotalSeconds ?? 0;
                End(RunReason.Stalled, Invariant($"{_name} wrote nothing for {seconds} s ({SettingsReader.StallVariable})"));
                break;
            case Due.Grace:
                _intervention = _intervention with { AfterResult = true };
                _log.Note($"{_name} lives on {s_graceAfterResult.TotalSeconds} s after its result, and is ended");
                Terminate();
                break;
            default:
                _log.Note($"{_name} is still there {s_graceAfterTerm.TotalSeconds} s after SIGTERM, and is killed");
                _child?.Signal(Libc.SignalKill);
                break;
        }
    }

    private void Read(Line line)
    {
        if (_settings.Raw || line.TooLong)
            _log.Write([.. _settings.Raw ? line.Bytes : line.Bytes[..2000], .. line.TooLong ? "… (cut)\n"u8 : "\n"u8], toErrors: false);
        if (line.TooLong || line.Bytes.Length == 0)
            return;
        _stream!.Read(line.Bytes);
        RunFacts facts = _stream.Facts;
        if (Excess(facts) is { } excess)
            End(RunReason.BudgetExceeded, excess);
        if (facts.End == StreamEnd.None)
        {
            _deadlines.Clear(Due.Grace);
            _reportedResult = false;
        }
        else if (_exit is null && !_reportedResult)
        {
            _reportedResult = true;
            _deadlines.SetOnce(Due.Grace, s_graceAfterResult);
            Report(RunOutcome.Of(_name, facts, default, _intervention));
        }
    }

    private string? Excess(RunFacts facts)
    {
        RunLimits limits = _settings.Limits;
        if (facts.Usage?.TotalTokens > limits.MaxTokens)
            return Invariant($"The run used {facts.Usage.TotalTokens} tokens, and may use {limits.MaxTokens}");
        if (facts.Usage?.CostUsd > limits.MaxCostUsd)
            return Invariant($"The run cost {facts.Usage.CostUsd} US dollars, and may cost {limits.MaxCostUsd}");
        return facts.Turns > limits.MaxTurns
            ? Invariant($"The model answered {facts.Turns} times, and may answer {limits.MaxTurns} times")
            : null;
    }

    private void End(string reason, string message)
    {
        if (_intervention.Reason is not null)
            return;
        _intervention = _intervention with { Reason = reason, Message = message };
        _log.Note($"{reason}: {message}");
        Report(RunOutcome.Of(_name, _stream?.Facts, default, _intervention));
        if (_exit is null)
            Terminate();
    }

    private void Terminate()
    {
        _deadlines.Clear(Due.Stall);
        _child?.Signal(Libc.SignalTerminate);
        _deadlines.SetOnce(Due.Kill, s_graceAfterTerm);
    }

    private void RestartStall()
    {
        if (_settings.Limits.Stall is { } stall && _exit is null && _intervention.Reason is null)
            _deadlines.Set(Due.Stall, stall);
    }

    private void Report(RunOutcome outcome)
    {
        RunFacts? facts = _stream?.Facts;
        string? text = facts is null ? _file.Text() : facts.Result;
        if (string.IsNullOrWhiteSpace(text) && outcome.Reason is not null)
            text = _log.Tail;
        _file.Write(
            new RunReport
            {
                Agent = _name,
                Reason = outcome.Reason,
                Message = outcome.Message,
                Usage = facts?.Usage,
                Turns = facts?.Turns,
                Mcp = facts?.Mcp,
            },
            text
        );
    }

    private void Summarize(RunOutcome outcome)
    {
        RunUsage? usage = _stream?.Facts.Usage;
        if (_stream is null && outcome.Reason is null)
            return;
        string cost = usage?.CostUsd is { } dollars ? Invariant($", {dollars} US dollars") : "";
        string used = usage is null ? "" : Invariant($"; {usage.TotalTokens} tokens{cost}");
        _log.Note(outcome.Reason is null ? $"{_name} has succeeded{used}" : $"{outcome.Reason}: {outcome.Message}{used}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
