using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Cli.Ui;

/// <summary>What the page must show as its token: new for each run, and known only to who has seen the printed address.</summary>
internal sealed class SessionSecret
{
    private const int Bytes = 32;
    private readonly byte[] _fingerprint;

    public SessionSecret()
    {
        Value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        _fingerprint = FingerprintOf(CallerToken.Parse($"Bearer {Value}")!);
    }

    public string Value { get; }

    /// <summary>Whether a token is the secret. The time that this takes says nothing about it.</summary>
    public bool Is(CallerToken token) => CryptographicOperations.FixedTimeEquals(FingerprintOf(token), _fingerprint);

    private static byte[] FingerprintOf(CallerToken token) => Encoding.ASCII.GetBytes(token.Fingerprint());
}
