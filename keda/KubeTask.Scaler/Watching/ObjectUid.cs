using System.Security.Cryptography;
using System.Text;

namespace KubeTask.Scaler.Watching;

/// <summary>
/// An object's uid in 16 bytes. API servers use UUIDs; any other text is hashed, which distinguishes objects just as well.
/// </summary>
public readonly record struct ObjectUid(Guid Value)
{
    public static ObjectUid Parse(string text) =>
        new(Guid.TryParseExact(text, "D", out Guid uuid) ? uuid : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)));

    public override string ToString() => Value.ToString("D");
}
