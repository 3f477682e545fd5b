using System.Text;
using KubeTask.Runner.Streams;
using KubeTask.Runs;

namespace KubeTask.Runner.Tests;

/// <summary>Streams that no agent should write. Whatever comes, reading ends, and what is known stays in its bounds.</summary>
public sealed class MutatedStreamTests
{
    private const int Streams = 10_000;
    private const int MaxLine = 32 * 1024;

    private static readonly string[] s_garbage =
    [
        "\"\\ud800\"",
        "{\"type\":\"result\",\"result\":\"\\udc00\",\"usage\":{\"input_tokens\":1e400}}",
        "-1",
        "99999999999999999999",
        "null",
        "{}",
        "[[[[",
        "{\"type\":\"assistant\",\"message\":[]}",
        "\u0000\u0001",
        "\"\\",
    ];

    [Fact]
    public void Ten_thousand_mutated_streams_are_read_to_their_end()
    {
        byte[][] recorded = [.. RecordedStream.Names.Select(RecordedStream.Bytes)];
        var random = new Random(15);
        int differing = 0;
        for (int i = 0; i < Streams; i++)
        {
            int chosen = random.Next(recorded.Length);
            byte[] mutated = Mutate(random, recorded[chosen]);
            // Another agent's stream is garbage, too.
            string reader = RecordedStream.Names[random.Next(10) == 0 ? random.Next(recorded.Length) : chosen];

            (RunFacts facts, List<string> shown) = RecordedStream.Read(reader, mutated, MaxLine);

            differing += mutated.AsSpan().SequenceEqual(recorded[chosen]) ? 0 : 1;
            Assert.True(facts.Usage?.TotalTokens is null or >= 0, $"stream {i}");
            Assert.True(facts.Usage?.CostUsd is null or >= 0, $"stream {i}");
            Assert.All(shown, s => Assert.True(s.Length <= MaxLine, $"stream {i}"));
            string message = RunMessage.Write(
                new RunReport
                {
                    Usage = facts.Usage,
                    Message = facts.Error,
                    Mcp = facts.Mcp,
                },
                facts.Result
            );
            Assert.True(Encoding.UTF8.GetByteCount(message) <= RunMessage.MaxBytes, $"stream {i}");
            Assert.NotNull(RunReport.Read(message).Report);
        }

        Assert.True(differing > Streams * 0.9, $"only {differing} streams were mutated");
    }

    private static byte[] Mutate(Random random, byte[] stream)
    {
        List<byte[]> lines = [.. Split(stream)];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(lines.Count);
            byte[] line = lines[at];
            switch (random.Next(7))
            {
                case 0:
                    lines[at] = line[..random.Next(line.Length + 1)];
                    break;
                case 1:
                    int other = random.Next(lines.Count);
                    (lines[at], lines[other]) = (lines[other], line);
                    break;
                case 2:
                    byte[] flipped = [.. line];
                    for (int n = random.Next(1, 8); n > 0 && flipped.Length > 0; n--)
                        flipped[random.Next(flipped.Length)] = (byte)random.Next(256);
                    lines[at] = flipped;
                    break;
                case 3:
                    int cut = random.Next(line.Length + 1);
                    lines[at] = [.. line[..cut], .. Encoding.UTF8.GetBytes(s_garbage[random.Next(s_garbage.Length)]), .. line[cut..]];
                    break;
                case 4:
                    lines.Insert(at, Encoding.UTF8.GetBytes(s_garbage[random.Next(s_garbage.Length)]));
                    break;
                case 5:
                    lines.Insert(at, random.Next(50) == 0 ? new byte[2 * MaxLine] : line);
                    break;
                default:
                    lines[at] = Encoding.UTF8.GetBytes(OtherValue(random, Encoding.UTF8.GetString(line)));
                    break;
            }
        }

        return [.. lines.SelectMany(l => l.Append((byte)'\n'))];
    }

    /// <summary>One value becomes a value of another type.</summary>
    private static string OtherValue(Random random, string line)
    {
        int[] colons = [.. Enumerable.Range(0, line.Length).Where(i => line[i] == ':')];
        if (colons.Length == 0)
            return line;
        int from = colons[random.Next(colons.Length)] + 1;
        int to = line.IndexOfAny([',', '}'], from);
        return to < 0 ? line : $"{line[..from]}{s_garbage[random.Next(s_garbage.Length)]}{line[to..]}";
    }

    private static IEnumerable<byte[]> Split(byte[] stream)
    {
        int from = 0;
        while (from < stream.Length)
        {
            int end = Array.IndexOf(stream, (byte)'\n', from);
            end = end < 0 ? stream.Length : end;
            yield return stream[from..end];
            from = end + 1;
        }
    }
}
