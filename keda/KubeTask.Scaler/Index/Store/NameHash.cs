namespace KubeTask.Scaler.Index.Store;

/// <summary>
/// The hash of a name that is only compared, in four bytes instead of a string's eighty. Two names that share one would only wake a
/// function late.
/// </summary>
/// <param name="Value">The hash; 0 if there is no name.</param>
internal readonly record struct NameHash(int Value)
{
    /// <summary>Whether there is a name.</summary>
    public bool IsSet => Value != 0;

    public static NameHash Of(string? name) => new(name is null ? 0 : string.GetHashCode(name, StringComparison.Ordinal) | 1);
}
