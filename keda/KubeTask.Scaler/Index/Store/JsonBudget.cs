namespace KubeTask.Scaler.Index.Store;

/// <summary>
/// How much memory the objects take that events will carry. An object that doesn't fit isn't kept: the functions read it. Guarded by the
/// index's lock.
/// </summary>
/// <param name="bytes">The most that all of them may take.</param>
internal sealed class JsonBudget(long bytes)
{
    /// <summary>Larger objects are rare, and a batch of them would be larger than the functions accept.</summary>
    public const int LargestObject = 32 << 10;

    private long _used;

    /// <summary>Gives back the former object, and keeps the next one if there is room; returns what is kept.</summary>
    public byte[]? Replace(byte[]? former, byte[]? next)
    {
        _used -= former?.Length ?? 0;
        if (next is null || next.Length > LargestObject || _used + next.Length > bytes)
            return null;
        _used += next.Length;
        return next;
    }
}
