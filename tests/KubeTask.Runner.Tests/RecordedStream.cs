using KubeTask.Runner.Agents;
using KubeTask.Runner.Streams;

namespace KubeTask.Runner.Tests;

/// <summary>Streams in the folder <c>streams</c>: those of the real CLIs, and one of Goose that follows its documentation.</summary>
internal static class RecordedStream
{
    public static string Folder { get; } = RepositoryRoot.Combine("tests", "KubeTask.Runner.Tests", "streams");

    public static string[] Names { get; } =
    [.. Directory.EnumerateFiles(Folder, "*.jsonl").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    public static string File(string name) => Path.Combine(Folder, $"{name}.jsonl");

    public static byte[] Bytes(string name) => System.IO.File.ReadAllBytes(File(name));

    public static string[] Lines(string name) => System.IO.File.ReadAllLines(File(name));

    /// <summary>What the reader for the agent makes of a stream, and what it shows.</summary>
    public static (RunFacts Facts, List<string> Shown) Read(string name, byte[] bytes, int maxLine = LineReader.DefaultMaxBytes)
    {
        List<string> shown = [];
        AgentStream stream = AgentKinds.Find(name.Split('-')[0])!.Stream(shown.Add);
        var lines = new LineReader(new MemoryStream(bytes), maxLine);
        while (lines.Read() is { } line)
        {
            if (!line.TooLong)
                stream.Read(line.Bytes);
        }

        return (stream.Facts, shown);
    }

    public static (RunFacts Facts, List<string> Shown) Read(string name) => Read(name, Bytes(name));
}
