using System.Collections.Concurrent;

namespace KubeTask.Scaler.Index.Store;

/// <summary>One copy of the texts that recur in many objects: namespaces, reasons.</summary>
internal static class Interned
{
    /// <summary>More would only be told by somebody who wants our memory; then copies are made.</summary>
    private const int Most = 16_384;
    private static readonly ConcurrentDictionary<string, string> s_texts = new();

    public static string Of(string text) =>
        s_texts.TryGetValue(text, out string? known) ? known
        : s_texts.Count >= Most ? text
        : s_texts.GetOrAdd(text, text);
}
