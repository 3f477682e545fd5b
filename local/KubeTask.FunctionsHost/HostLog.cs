namespace KubeTask.FunctionsHost;

/// <summary>What the host and its functions have to say: a line each, <c>level: category: message</c>.</summary>
internal sealed class HostLog(TextWriter output)
{
    private const string Host = "Host";

    private readonly Lock _gate = new();

    public void Information(string message) => Write("Information", Host, message);

    public void Error(string message) => Write("Error", Host, message);

    public void Write(string level, string category, string message) => Line($"{level}: {category}: {message}");

    /// <summary>Passes on a line that a child has printed.</summary>
    public void Line(string line)
    {
        lock (_gate)
            output.WriteLine(line);
    }
}
