namespace KubeTask.Init.Checkout;

/// <summary>Something to create. <see cref="To"/> is relative to the place of the files; "" is that place.</summary>
internal abstract record CheckoutItem(string To)
{
    public sealed record Folder(string To) : CheckoutItem(To);

    public sealed record File(string To, SnapshotEntry Entry) : CheckoutItem(To);

    public sealed record Link(string To, string Target) : CheckoutItem(To);

    /// <summary>Something of another repository, of which this one has only the commit.</summary>
    public sealed record Submodule(string To, SnapshotEntry Entry) : CheckoutItem(To);

    /// <summary>Something that isn't created.</summary>
    public sealed record LeftOut(string To, string Why) : CheckoutItem(To);
}
