using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace KubeTask.Scaler.Hosting;

/// <summary>
/// TLS for the gRPC port, from files that the process's own settings name; no object in the cluster can name one. The files are read again
/// when they change, for example when a certificate is renewed.
/// </summary>
public sealed class GrpcTls
{
    private readonly Lock _gate = new();
    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly string? _clientCaFile;
    private (DateTime Certificate, DateTime Key, DateTime ClientCa) _read;
    private X509Certificate2 _certificate;
    private X509Certificate2Collection _authorities = [];

    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="CryptographicException">A file isn't PEM, or key and certificate don't belong together.</exception>
    public GrpcTls(string certificateFile, string keyFile, string? clientCaFile)
    {
        _certificateFile = certificateFile;
        _keyFile = keyFile;
        _clientCaFile = clientCaFile;
        _read = Times();
        (_certificate, _authorities) = Load();
    }

    /// <summary>Whether callers must present a certificate.</summary>
    public bool Mutual => _clientCaFile is not null;

    /// <summary>Configures Kestrel for one port.</summary>
    public void Configure(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificateSelector = (_, _) => Current().Certificate;
        https.ClientCertificateMode = Mutual ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
        https.CheckCertificateRevocation = false;
        if (Mutual)
            https.ClientCertificateValidation = (client, _, _) => IsTrusted(client);
    }

    /// <summary>Whether a client certificate is issued by one of the authorities, is valid now, and is meant for clients.</summary>
    internal bool IsTrusted(X509Certificate2 client)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        chain.ChainPolicy.CustomTrustStore.AddRange(Current().Authorities);
        return chain.Build(client);
    }

    private (X509Certificate2 Certificate, X509Certificate2Collection Authorities) Current()
    {
        lock (_gate)
        {
            try
            {
                (DateTime, DateTime, DateTime) times = Times();
                if (times != _read)
                {
                    (_certificate, _authorities) = Load();
                    _read = times;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // A renewal is in progress: the former certificate still serves, and the next handshake reads the files again.
            }

            return (_certificate, _authorities);
        }
    }

    private (X509Certificate2, X509Certificate2Collection) Load()
    {
        var trusted = new X509Certificate2Collection();
        if (_clientCaFile is not null)
        {
            trusted.ImportFromPemFile(_clientCaFile);
            if (trusted.Count == 0)
                throw new CryptographicException($"{_clientCaFile} holds no certificate");
        }

        return (X509Certificate2.CreateFromPemFile(_certificateFile, _keyFile), trusted);
    }

    private (DateTime, DateTime, DateTime) Times() =>
        (
            File.GetLastWriteTimeUtc(_certificateFile),
            File.GetLastWriteTimeUtc(_keyFile),
            _clientCaFile is null ? default : File.GetLastWriteTimeUtc(_clientCaFile)
        );
}
