using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubeTask.Init.Transports;

/// <summary>Trusts what the system trusts, and the certificates of a file.</summary>
internal sealed class TrustedRoots(X509Certificate2Collection more)
{
    /// <summary>Reads the file if there is one, or says what is wrong with it.</summary>
    public static (TrustedRoots? Roots, string? Error) Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        if (!File.Exists(file))
            return (new TrustedRoots(certificates), null);
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (CryptographicException e)
        {
            return (null, $"{file} can't be read ({e.Message}); put PEM certificates there");
        }

        return certificates.Count > 0
            ? (new TrustedRoots(certificates), null)
            : (null, $"{file} has no certificate; put PEM certificates there, each from -----BEGIN CERTIFICATE----- on");
    }

    public SslClientAuthenticationOptions Options() =>
        new()
        {
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                errors == SslPolicyErrors.None
                || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is not null && Knows(certificate, chain)),
        };

    /// <summary>Nothing is fetched from addresses that a certificate names.</summary>
    private static X509ChainPolicy Policy() => new() { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };

    private bool Knows(X509Certificate certificate, X509Chain? sent)
    {
        if (more.Count == 0)
            return false;
        using var chain = new X509Chain { ChainPolicy = Policy() };
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(more);
        foreach (X509ChainElement element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }
}
