namespace KubeTask.Init.Checkout;

/// <summary>The small file that git has instead of one in Large File Storage.</summary>
internal static class LargeFilePointer
{
    private static ReadOnlySpan<byte> Begin => "version https://git-lfs.github.com/spec/v1"u8;

    /// <summary>Whether it is one; the stream is at its beginning afterwards.</summary>
    public static bool Is(Stream content)
    {
        Span<byte> begin = stackalloc byte[Begin.Length];
        int read = content.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        content.Position = 0;
        return read == Begin.Length && begin.SequenceEqual(Begin);
    }
}
