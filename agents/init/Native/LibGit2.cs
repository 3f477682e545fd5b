using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace KubeTask.Init.Native;

/// <summary>What libgit2 can do and LibGit2Sharp doesn't offer.</summary>
[SuppressMessage("Security", "CA5393", Justification = "The library lies beside the program.")]
internal static unsafe partial class LibGit2
{
    /// <summary>The native library of LibGit2Sharp.NativeBinaries, whose name changes with each version.</summary>
    private const string Library = "git2-5853918";

    private const int SetWindowSize = 1;
    private const int SetMappedLimit = 3;
    private const int SetSearchPath = 5;
    private const int EnableStrictHashVerification = 22;

    /// <summary>Bytes of a pack that are mapped at once, and of all packs together. They count as memory of the container.</summary>
    private const nint WindowBytes = 1 << 20;
    private const nint MappedBytes = 16 << 20;

    /// <summary>
    /// Sets libgit2 up for the whole process: little mapped memory, no configuration of the machine, and no second hash of what the
    /// pack's index has hashed.
    /// </summary>
    public static void SetUp()
    {
        Check(Init());
        Check(SetOption(SetWindowSize, WindowBytes));
        Check(SetOption(SetMappedLimit, MappedBytes));
        Check(SetOption(EnableStrictHashVerification, 0));
        // 1 to 4: programdata, system, XDG and global. An empty path is "nowhere".
        for (int level = 1; level <= 4; level++)
            Check(SetOption(SetSearchPath, level, ""));
    }

    /// <summary>Throws libgit2's own words.</summary>
    public static void Check(int result)
    {
        if (result < 0)
            throw new LibGit2Exception(LastError());
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    [LibraryImport(Library, EntryPoint = "git_indexer_new")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int NewIndexer(
        out nint indexer,
        [MarshalUsing(typeof(Utf8StringMarshaller))] string folder,
        uint mode,
        nint objects,
        IndexerOptions* options
    );

    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    [LibraryImport(Library, EntryPoint = "git_indexer_append")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int Append(nint indexer, byte* data, nuint size, IndexerProgress* progress);

    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    [LibraryImport(Library, EntryPoint = "git_indexer_commit")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int Commit(nint indexer, IndexerProgress* progress);

    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    [LibraryImport(Library, EntryPoint = "git_indexer_free")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void FreeIndexer(nint indexer);

    private static string LastError()
    {
        nint* error = Error();
        return error is null || *error == 0 ? "libgit2 doesn't say why" : Marshal.PtrToStringUTF8(*error) ?? "";
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    [LibraryImport(Library, EntryPoint = "git_libgit2_init")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int Init();

    /// <summary>The function takes a variable number of arguments, which on 64-bit Linux come where fixed ones do.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    [LibraryImport(Library, EntryPoint = "git_libgit2_opts")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int SetOption(int option, nint value);

    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    [LibraryImport(Library, EntryPoint = "git_libgit2_opts")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int SetOption(int option, int level, [MarshalUsing(typeof(Utf8StringMarshaller))] string path);

    /// <summary>Points to a structure that begins with the text.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    [LibraryImport(Library, EntryPoint = "git_error_last")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint* Error();

    [StructLayout(LayoutKind.Sequential)]
    internal struct IndexerProgress
    {
        public uint TotalObjects;
        public uint IndexedObjects;
        public uint ReceivedObjects;
        public uint LocalObjects;
        public uint TotalDeltas;
        public uint IndexedDeltas;
        public nuint ReceivedBytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct IndexerOptions
    {
        public uint Version;
        public delegate* unmanaged[Cdecl]<IndexerProgress*, nint, int> Progress;
        public nint Payload;
        public byte Verify;
    }
}
