namespace KubeTask.Cli;

/// <summary>Something that the user must know and that ends the command: one sentence that says what is wrong and what to do.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.Error) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The command was written wrongly.</summary>
    public static CliException Usage(string message) => new(message, ExitCodes.Usage);
}
