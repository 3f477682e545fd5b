using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static KubeTask.Init.Native.LibGit2;

namespace KubeTask.Init.Native;

/// <summary>Writes a pack that arrives in pieces, and its index. It isn't safe for several threads.</summary>
internal sealed unsafe class PackIndexer : IDisposable
{
    /// <summary>After how many resolved deltas mapped pages are given back.</summary>
    private const int DeltasPerSweep = 256;

    private readonly CancellationToken _stop;
    private readonly string _folder;
    private readonly GCHandle _self;
    private nint _indexer;
    private IndexerProgress _progress;

    /// <param name="folder">The folder <c>objects/pack</c> of a repository.</param>
    public PackIndexer(string folder, CancellationToken stop)
    {
        _stop = stop;
        _folder = folder;
        _self = GCHandle.Alloc(this);
        var options = new IndexerOptions
        {
            Version = 1,
            Progress = &Continue,
            Payload = GCHandle.ToIntPtr(_self),
        };
        Check(NewIndexer(out _indexer, folder, 0b110_110_110, 0, &options));
    }

    public uint Objects => _progress.IndexedObjects;

    public uint AllObjects => _progress.TotalObjects;

    public void Append(ReadOnlySpan<byte> data)
    {
        fixed (byte* pointer = data)
        fixed (IndexerProgress* progress = &_progress)
            Checked(LibGit2.Append(_indexer, pointer, (nuint)data.Length, progress));
    }

    /// <summary>Resolves deltas, checks the pack's hash, and gives pack and index their names.</summary>
    public void Commit()
    {
        fixed (IndexerProgress* progress = &_progress)
            Checked(LibGit2.Commit(_indexer, progress));
    }

    public void Dispose()
    {
        if (_indexer == 0)
            return;
        FreeIndexer(_indexer);
        _indexer = 0;
        _self.Free();
    }

    private void Checked(int result)
    {
        _stop.ThrowIfCancellationRequested();
        Check(result);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Continue(IndexerProgress* progress, nint payload) =>
        GCHandle.FromIntPtr(payload).Target is PackIndexer self && self.MayContinue(progress) ? 0 : -1;

    private bool MayContinue(IndexerProgress* progress)
    {
        if (progress->IndexedDeltas > 0 && progress->IndexedDeltas % DeltasPerSweep == 0)
            MappedPages.GiveBack(_folder);
        return !_stop.IsCancellationRequested;
    }
}
