namespace PocketKube.Node.Logs;

/// <summary>How far a log has come.</summary>
/// <param name="Length">Bytes of whole entries in the file.</param>
/// <param name="Ended">The log has ended.</param>
internal readonly record struct LogPosition(long Length, bool Ended);
