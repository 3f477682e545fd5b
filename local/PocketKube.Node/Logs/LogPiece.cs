namespace PocketKube.Node.Logs;

/// <summary>A part of a log, as one reader gets it.</summary>
/// <param name="Entries">Whole entries; none if the reader has read all.</param>
/// <param name="Begin">Position of the first of them; after the one that was asked for if that has been cut.</param>
/// <param name="CutText">Bytes of text that came before the oldest entry that is kept.</param>
/// <param name="IsLast">No more entries follow now.</param>
/// <param name="Ended">None will follow later.</param>
/// <param name="Changed">Ends when the log grows or ends.</param>
internal sealed record LogPiece(ReadOnlyMemory<byte> Entries, long Begin, long CutText, bool IsLast, bool Ended, Task Changed)
{
    public long End => Begin + Entries.Length;
}
