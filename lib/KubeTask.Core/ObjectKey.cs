namespace KubeTask.Core;

/// <summary>The namespace and name of an object. The context says which kind it is.</summary>
public readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>Parses <c>namespace/name</c>. An error message calls it <paramref name="field"/>.</summary>
    public static (ObjectKey? Key, string? Error) Parse(string? text, string field)
    {
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash <= 0 || slash == text!.Length - 1 || text.IndexOf('/', slash + 1) >= 0)
            return (null, $"{field}: \"{text}\" is not a key; write namespace/name");
        return (new ObjectKey(text[..slash], text[(slash + 1)..]), null);
    }

    public override string ToString() => $"{Namespace}/{Name}";

    public int CompareTo(ObjectKey other)
    {
        int order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;
}
