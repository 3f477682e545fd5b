using System.Globalization;

namespace KubeTask.Scaler.Watching;

/// <summary>
/// A resourceVersion in eight bytes. ResourceVersions are decimal numbers that grow (KEP-5504 promises that). Any other text can only be
/// compared for equality, and counts as newer, so that changes from an unusual server aren't lost.
/// </summary>
public readonly struct Revision : IEquatable<Revision>
{
    private const ulong OpaqueBit = 1UL << 63;
    private readonly ulong _value;

    private Revision(ulong value) => _value = value;

    private bool Opaque => (_value & OpaqueBit) != 0;

    public static Revision Parse(string text)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && (number & OpaqueBit) == 0)
            return new Revision(number);
        // FNV-1a gives the same value for a text in every process.
        ulong hash = 14_695_981_039_346_656_037;
        foreach (char c in text)
            hash = unchecked((hash ^ c) * 1_099_511_628_211);
        return new Revision(hash | OpaqueBit);
    }

    /// <summary>Negative, zero or positive if <paramref name="left"/> is older, equal or newer; null if they can't be compared.</summary>
    public static int? Compare(Revision left, Revision right) =>
        left._value == right._value ? 0
        : left.Opaque || right.Opaque ? null
        : left._value.CompareTo(right._value);

    /// <summary>The newer of a known revision and another one. One that can't be compared counts as newer.</summary>
    public static Revision Newer(Revision known, Revision other) => other.IsNewerThan(known) ? other : known;

    public bool IsNewerThan(Revision known) => Compare(this, known) is null or > 0;

    public bool Equals(Revision other) => _value == other._value;

    public override bool Equals(object? obj) => obj is Revision other && Equals(other);

    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>
    /// The resourceVersion as the API server wrote it; null if it was not a number (only a hash is kept then), or if there is none.
    /// </summary>
    public string? Text => Opaque || _value == 0 ? null : ToString();

    public override string ToString() =>
        Opaque ? _value.ToString("x16", CultureInfo.InvariantCulture) : _value.ToString(CultureInfo.InvariantCulture);

    public static bool operator ==(Revision left, Revision right) => left.Equals(right);

    public static bool operator !=(Revision left, Revision right) => !left.Equals(right);
}
