namespace KubeTask.Scaler.Index.Store;

/// <summary>
/// How much memory the objects take that events will carry. An object that doesn't fit isn't kept: the functions read it. Guarded by the
/// index's lock.
/// </summary>
/// <param name="bytes">The most that all of them may take.</param>
/// <param name="largest">
/// The most that one of them may take. Larger ones are rare, and a batch must be small enough for the functions.
/// </param>
internal sealed class JsonBudget(long bytes, int largest)
{
    private long _used;

    /// <summary>Gives back the former object, and keeps the next one if there is room; returns what is kept.</summary>
    public byte[]? Replace(byte[]? former, byte[]? next)
    {
        _used -= former?.Length ?? 0;
        if (next is null || next.Length > largest || _used + next.Length > bytes)
            return null;
        _used += next.Length;
        return next;
    }
}
