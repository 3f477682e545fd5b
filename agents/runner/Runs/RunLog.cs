using System.Text;
using KubeTask.Runs;

namespace KubeTask.Runner.Runs;

/// <summary>The log: standard output and error of this process.</summary>
internal sealed class RunLog(Stream output, Stream errors)
{
    private readonly OutputTail _tail = new(RunMessage.MaxTextBytes);
    private bool _closed;

    /// <summary>The end of what was written.</summary>
    public string Tail => _tail.ToString();

    public void Line(string text) => Write(Encoding.UTF8.GetBytes(text + "\n"), toErrors: false);

    /// <summary>Says something of kubetask-run itself.</summary>
    public void Note(string text) => Line($"kubetask-run: {text}");

    public void Write(ReadOnlySpan<byte> bytes, bool toErrors)
    {
        _tail.Add(bytes);
        if (_closed)
            return;
        try
        {
            Stream stream = toErrors ? errors : output;
            stream.Write(bytes);
            stream.Flush();
        }
        catch (IOException)
        {
            // Nobody reads the log any more. The run goes on, and reports its end.
            _closed = true;
        }
    }
}
