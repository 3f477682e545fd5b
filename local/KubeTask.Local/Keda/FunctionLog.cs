namespace KubeTask.Local.Keda;

/// <summary>The output of one replica, in a file and in the log.</summary>
internal sealed class FunctionLog : IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter? file;
    private readonly string name;
    private readonly ILogger logger;
    private bool disposed;

    public FunctionLog(string? directory, string name, ILogger logger)
    {
        this.name = name;
        this.logger = logger;
        if (directory is null)
            return;
        Directory.CreateDirectory(directory);
        file = new StreamWriter(new FileStream(Path.Combine(directory, name + ".log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }

    public void Write(string? line)
    {
        if (line is null)
            return;
        logger.LogDebug("{Replica}: {Line}", name, line);
        lock (gate)
        {
            if (!disposed)
                file?.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            file?.Dispose();
        }
    }
}
