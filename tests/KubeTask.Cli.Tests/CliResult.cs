namespace KubeTask.Cli.Tests;

/// <summary>How a run of the program ended, and what it wrote.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">The standard output; in a terminal, everything that was shown.</param>
/// <param name="Error">The standard error; empty in a terminal.</param>
internal sealed record CliResult(int Code, string Output, string Error)
{
    private const string Escape = "\e[";

    /// <summary>The output of a run that succeeded. In a pipe it has no colors.</summary>
    public string Succeeded()
    {
        Assert.True(Code == 0, ToString());
        return Output;
    }

    /// <summary>The output of a pipe, without anything that only a terminal understands.</summary>
    public string Piped()
    {
        Assert.DoesNotContain(Escape, Succeeded(), StringComparison.Ordinal);
        return Output;
    }

    /// <summary>What a terminal showed, with colors.</summary>
    public string Shown()
    {
        Assert.Contains(Escape, Succeeded(), StringComparison.Ordinal);
        return Output;
    }

    /// <summary>The error of a run that failed with an exit code: one line.</summary>
    public string Failed(int code)
    {
        Assert.True(Code == code, ToString());
        string line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        return line["error: ".Length..];
    }

    public override string ToString() => $"exit code {Code}\n{Output}\n{Error}";
}
