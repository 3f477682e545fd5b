using System.Collections.Concurrent;

namespace KubeTask.Scaler.Index.Store;

/// <summary>Keeps one copy of strings that many objects share: namespaces, reasons.</summary>
internal static class Interned
{
    /// <summary>A limit, so that nobody can fill the memory with ever new strings. Beyond it, strings aren't shared.</summary>
    private const int Most = 16_384;
    private static readonly ConcurrentDictionary<string, string> s_texts = new();

    public static string Of(string text) =>
        s_texts.TryGetValue(text, out string? known) ? known
        : s_texts.Count >= Most ? text
        : s_texts.GetOrAdd(text, text);
}
