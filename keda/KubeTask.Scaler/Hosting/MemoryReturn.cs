using System.Runtime.InteropServices;
using KubeTask.Scaler.Index;

namespace KubeTask.Scaler.Hosting;

/// <summary>
/// Gives memory back to the system once everything has been listed. Starting and listing leave much garbage and little else, and a process
/// that then rests wouldn't collect it for hours.
/// </summary>
internal sealed partial class MemoryReturn(WorkIndex index, TimeProvider time) : BackgroundService
{
    /// <summary>Until the watches stand, and KEDA has connected.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await index.Synced.WaitAsync(stoppingToken);
        await time.Delay(s_wait, stoppingToken);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        TrimNativeHeap();
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
