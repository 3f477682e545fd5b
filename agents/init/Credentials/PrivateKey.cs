using System.Text;

namespace KubeTask.Init.Credentials;

/// <summary>Looks at a private key before ssh gets it, as ssh says little about one that it can't use.</summary>
internal static class PrivateKey
{
    private const string Begin = "-----BEGIN ";
    private static readonly byte[] s_magic = Encoding.ASCII.GetBytes("openssh-key-v1\0");

    /// <summary>What is wrong with a key, as the end of a sentence about it; null if nothing is.</summary>
    public static string? Problem(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (
            lines.Length < 3
            || !lines[0].StartsWith(Begin, StringComparison.Ordinal)
            || !lines[0].Contains("PRIVATE KEY", StringComparison.Ordinal)
        )
        {
            return "is no private key: its first line isn't -----BEGIN … PRIVATE KEY-----";
        }
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
            return "is protected by a passphrase";
        if (!lines[0].Contains("OPENSSH", StringComparison.Ordinal))
            return null;
        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(string.Concat(lines[1..^1]), bytes, out int length) || !bytes.AsSpan().StartsWith(s_magic))
            return "is no private key: it is cut off or damaged";
        // The length of the cipher's name, then the name.
        ReadOnlySpan<byte> cipher = bytes.AsSpan(0, length)[s_magic.Length..];
        return cipher.StartsWith("\0\0\0\u0004none"u8) ? null : "is protected by a passphrase";
    }
}
