namespace KubeTask.Local.Tests.Kubectl;

/// <summary>How a run of kubectl ended, and what it printed.</summary>
public sealed record KubectlResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output of a run that must have gone well.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"kubectl ended with {ExitCode}\n{Output}\n{Error}");
        return Output;
    }

    /// <summary>The one sentence of a run that must have failed.</summary>
    public string Failed()
    {
        Assert.True(ExitCode != 0, $"kubectl ended well, and should not\n{Output}");
        return Assert.Single(Error.Trim().Split('\n'));
    }
}
