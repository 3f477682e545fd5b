namespace KubeTask.Scaler.Watching;

/// <summary>
/// Order among resourceVersions. They are decimal numbers that grow (KEP-5504 makes that a promise); anything else counts as newer, so that an odd server is believed.
/// </summary>
internal static class ResourceVersions
{
    /// <summary>Below zero, zero or above zero as <paramref name="left"/> is older, equal or newer; null where they can't be compared.</summary>
    public static int? Compare(string left, string right)
    {
        if (left == right)
            return 0;
        return ulong.TryParse(left, out ulong a) && ulong.TryParse(right, out ulong b) ? a.CompareTo(b) : null;
    }

    public static bool IsNewer(string candidate, string known) => Compare(candidate, known) is null or > 0;
}
