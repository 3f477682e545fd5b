namespace KubeTask.Local.Cluster;

/// <summary>The log of this process. The console shows progress only for a cluster that is left running.</summary>
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
