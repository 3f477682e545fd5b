using System.Text;
using KubeTask.Runner.Streams;

namespace KubeTask.Runner.Tests;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\n\nb\n", new[] { "a", "", "b" })]
    public void Lines_end_at_newlines_and_at_the_end(string text, string[] lines) =>
        Assert.Equal(lines, Read(Encoding.UTF8.GetBytes(text), 100).Select(l => Encoding.UTF8.GetString(l.Bytes)));

    [Theory]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(1_000_000)]
    public void A_line_may_be_longer_than_what_is_read_at_once(int length)
    {
        byte[] line = Enumerable.Repeat((byte)'x', length).ToArray();

        List<Line> lines = Read([.. line, (byte)'\n', (byte)'y'], LineReader.DefaultMaxBytes);

        Assert.Equal([(length, false), (1, false)], lines.Select(l => (l.Bytes.Length, l.TooLong)));
    }

    [Fact]
    public void Of_a_line_that_is_too_long_the_beginning_is_kept_and_the_next_line_is_whole()
    {
        List<Line> lines = Read(Encoding.UTF8.GetBytes("0123456789\n0123456\nabc\n"), 7);

        Assert.Equal(
            [("0123456", true), ("0123456", false), ("abc", false)],
            lines.Select(l => (Encoding.UTF8.GetString(l.Bytes), l.TooLong))
        );
    }

    private static List<Line> Read(byte[] bytes, int max)
    {
        var reader = new LineReader(new MemoryStream(bytes), max);
        List<Line> lines = [];
        while (reader.Read() is { } line)
            lines.Add(line);
        return lines;
    }
}
