using System.Runtime.InteropServices;
using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Hosting;

/// <summary>
/// Gives memory back to the system once everything has been listed, and after each busy time. Both leave much garbage and little else, and
/// a process that then rests wouldn't collect it for hours.
/// </summary>
internal sealed partial class MemoryReturn(WorkIndex index, TimeProvider time) : BackgroundService
{
    /// <summary>Until the watches stand, and KEDA has connected.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(3);

    /// <summary>How often it looks whether a busy time is over.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    /// <summary>So many bytes of new objects make a time a busy one.</summary>
    private const long Busy = 16 << 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await index.Synced.WaitAsync(stoppingToken);
        await time.Delay(s_wait, stoppingToken);
        while (true)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            TrimNativeHeap();
            long allocated = GC.GetTotalAllocatedBytes();
            do
            {
                await time.Delay(s_look, stoppingToken);
            } while (index.HasReady || GC.GetTotalAllocatedBytes() - allocated < Busy);
        }
    }

    private static void TrimNativeHeap()
    {
        try
        {
            if (OperatingSystem.IsLinux())
                _ = MallocTrim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library than glibc. It has no arenas that would have to be trimmed.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallocTrim(nint keep);
}
