namespace KubeTask.Local.Cluster;

/// <summary>The log of this process: on the console for who leaves it running, and always quiet about what is in order.</summary>
internal static class LocalLogging
{
    public static ILoggerFactory Create(bool toConsole) =>
        LoggerFactory.Create(log =>
        {
            log.SetMinimumLevel(LogLevel.Information);
            log.AddFilter("Microsoft", LogLevel.Warning);
            log.AddFilter("Grpc", LogLevel.Warning);
            if (!toConsole)
                log.SetMinimumLevel(LogLevel.Warning);
            log.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
            });
        });
}
