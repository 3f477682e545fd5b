namespace KubeTask.Cli;

/// <summary>How the program ends. <c>run --watch</c> ends with the agent's own exit code.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The API server refused, or can't be reached; the doctor found something wrong.</summary>
    public const int Error = 1;

    /// <summary>The command was written wrongly.</summary>
    public const int Usage = 2;

    /// <summary>The Task ended, and there is no exit code of an agent that says how.</summary>
    public const int NoAgentExit = 125;

    /// <summary>Ctrl-C, as a shell reports it.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of the output has gone, as a shell reports it.</summary>
    public const int BrokenPipe = 141;
}
