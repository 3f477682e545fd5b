namespace PocketKube.Node.Watching;

/// <summary>Names one object, whether it exists or not.</summary>
internal readonly record struct ObjectReference(string Kind, string Namespace, string Name)
{
    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
