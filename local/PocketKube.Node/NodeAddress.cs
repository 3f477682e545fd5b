namespace PocketKube.Node;

/// <summary>The address of the node and of every pod: they share the machine's loopback.</summary>
internal static class NodeAddress
{
    public const string Loopback = "127.0.0.1";
}
