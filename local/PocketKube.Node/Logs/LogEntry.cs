using System.Globalization;
using System.Text;

namespace PocketKube.Node.Logs;

/// <summary>
/// An entry of a log's file: <c>TIME F TEXT</c> for the end of a line, or <c>TIME P TEXT</c> for a piece of a line that goes on in the
/// next entry (much as the container runtime interface has it).
/// </summary>
internal readonly struct LogEntry(ReadOnlyMemory<byte> bytes)
{
    /// <summary>What an entry has besides its text: the time, the kind, two blanks and the end of the line.</summary>
    public const int Overhead = TimeLength + 4;

    private const int TimeLength = 30;
    private const byte LineBreak = (byte)'\n';

    // .NET's clock has seven digits of a second; the other two are always 0.
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'";

    /// <summary>Bytes that it takes in the file.</summary>
    public int Length => bytes.Length + 1;

    /// <summary>A line ends with it.</summary>
    public bool IsWhole => bytes.Span[TimeLength + 1] == 'F';

    /// <summary>Bytes of text that it stands for, with the end of the line.</summary>
    public int TextLength => bytes.Length - TimeLength - 3 + (IsWhole ? 1 : 0);

    public DateTimeOffset Time =>
        DateTimeOffset.ParseExact(
            Encoding.ASCII.GetString(bytes.Span[..TimeLength]),
            TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );

    /// <summary>An entry as it lies in the file.</summary>
    public static byte[] Encode(DateTimeOffset time, ReadOnlySpan<byte> text, bool whole)
    {
        byte[] entry = new byte[text.Length + Overhead];
        Encoding.ASCII.GetBytes(time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture), entry);
        entry[TimeLength] = (byte)' ';
        entry[TimeLength + 1] = (byte)(whole ? 'F' : 'P');
        entry[TimeLength + 2] = (byte)' ';
        text.CopyTo(entry.AsSpan(TimeLength + 3));
        entry[^1] = LineBreak;
        return entry;
    }

    public static IEnumerable<LogEntry> Of(ReadOnlyMemory<byte> entries)
    {
        int end;
        while ((end = entries.Span.IndexOf(LineBreak)) >= 0)
        {
            yield return new(entries[..end]);
            entries = entries[(end + 1)..];
        }
    }

    /// <summary>The text as a reader gets it.</summary>
    /// <param name="timestamp">Begin with the time.</param>
    public byte[] Shown(bool timestamp)
    {
        ReadOnlySpan<byte> text = bytes.Span[(TimeLength + 3)..];
        int prefix = timestamp ? TimeLength + 1 : 0;
        byte[] shown = new byte[prefix + TextLength];
        bytes.Span[..prefix].CopyTo(shown);
        text.CopyTo(shown.AsSpan(prefix));
        if (IsWhole)
            shown[^1] = LineBreak;
        return shown;
    }
}
