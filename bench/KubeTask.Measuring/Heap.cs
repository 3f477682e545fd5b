namespace KubeTask.Measuring;

/// <summary>The managed heap.</summary>
public static class Heap
{
    /// <summary>How many of its bytes are in use, after full collections.</summary>
    public static long Settled()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
