namespace KubeTask.Local.Keda;

/// <summary>The output of one replica, in a file and in the log.</summary>
internal sealed class FunctionLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter? _file;
    private readonly string _name;
    private readonly ILogger _logger;
    private bool _disposed;

    public FunctionLog(string? directory, string name, ILogger logger)
    {
        _name = name;
        _logger = logger;
        if (directory is null)
            return;
        Directory.CreateDirectory(directory);
        _file = new StreamWriter(
            new FileStream(Path.Combine(directory, name + ".log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite)
        )
        {
            AutoFlush = true,
        };
    }

    public void Write(string? line)
    {
        if (line is null)
            return;
        _logger.LogDebug("{Replica}: {Line}", _name, line);
        lock (_gate)
        {
            if (!_disposed)
                _file?.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _file?.Dispose();
        }
    }
}
