using Microsoft.Extensions.Logging;

namespace KubeTask.Local.Tests.Node;

/// <summary>Shows warnings of the node with the test that they came up in.</summary>
internal sealed class TestOutputLogs(ITestOutputHelper? output) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
            output?.WriteLine($"{logLevel}: {formatter(state, exception)} {exception}");
    }

    public void Dispose() { }
}
