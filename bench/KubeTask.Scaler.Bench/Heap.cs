namespace KubeTask.Scaler.Bench;

/// <summary>The managed heap.</summary>
internal static class Heap
{
    /// <summary>Its bytes that are in use, after full collections.</summary>
    public static long Settled()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
