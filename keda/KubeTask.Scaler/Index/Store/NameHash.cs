namespace KubeTask.Scaler.Index.Store;

/// <summary>
/// The hash of a name that is only compared, in four bytes instead of a string's eighty. Two names that share one would only wake a
/// function late.
/// </summary>
internal readonly record struct NameHash
{
    private readonly int _hash;

    private NameHash(int hash) => _hash = hash;

    /// <summary>Whether there is a name.</summary>
    public bool IsSet => _hash != 0;

    public static NameHash Of(string? name) => new(name is null ? 0 : string.GetHashCode(name, StringComparison.Ordinal) | 1);
}
