using System.Runtime.InteropServices;

namespace KubeTask.Runner.Processes;

/// <summary>A null-terminated array of null-terminated strings, as the C library wants arguments and variables.</summary>
internal sealed class NativeStrings : IDisposable
{
    private readonly nint[] _strings;

    public NativeStrings(IEnumerable<string> strings)
    {
        _strings = [.. strings.Select(Marshal.StringToCoTaskMemUTF8)];
        Pointer = Marshal.AllocCoTaskMem((_strings.Length + 1) * nint.Size);
        Marshal.Copy(_strings, 0, Pointer, _strings.Length);
        Marshal.WriteIntPtr(Pointer, _strings.Length * nint.Size, 0);
    }

    public nint Pointer { get; }

    public void Dispose()
    {
        foreach (nint text in _strings)
            Marshal.FreeCoTaskMem(text);
        Marshal.FreeCoTaskMem(Pointer);
    }
}
