using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using k8s;
using KubeTask.Keda;
using KubeTask.Scaler.Hosting;
using Microsoft.AspNetCore.Builder;

namespace KubeTask.Scaler.Tests.Hosting;

/// <summary>The gRPC port over TLS, with certificates that are made here.</summary>
public sealed class GrpcTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubetask-tls").FullName;
    private readonly List<X509Certificate2> _made = [];

    public void Dispose()
    {
        _made.ForEach(c => c.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task With_mutual_TLS_only_callers_with_a_certificate_from_the_authority_are_answered()
    {
        X509Certificate2 authority = Authority("ours"),
            stranger = Authority("a stranger");
        Write("server", Issue(authority, "localhost", "1.3.6.1.5.5.7.3.1"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "ca.pem"),
            authority.ExportCertificatePem(),
            TestContext.Current.CancellationToken
        );
        (ScalerSettings? settings, string? error) = ScalerSettings.Parse(
            [
                "--functions-url=http://127.0.0.1:1",
                "--listen=127.0.0.1",
                "--grpc-port=0",
                "--http-port=0",
                "--lease=none",
                $"--grpc-cert={_folder}/server.pem",
                $"--grpc-key={_folder}/server.key",
                $"--grpc-client-ca={_folder}/ca.pem",
            ],
            _ => null
        );
        Assert.Null(error);
        await using WebApplication scaler = ScalerHost.Build(
            settings!,
            new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" },
            _ => { }
        );
        await scaler.StartAsync(TestContext.Current.CancellationToken);
        Uri address = new(scaler.Urls.First(u => u.StartsWith("https", StringComparison.Ordinal)));

        Assert.Null(await AskAsync(address, authority, Issue(authority, "keda", "1.3.6.1.5.5.7.3.2")));
        Assert.Equal(StatusCode.Unavailable, await AskAsync(address, authority, null));
        Assert.Equal(StatusCode.Unavailable, await AskAsync(address, authority, Issue(stranger, "keda", "1.3.6.1.5.5.7.3.2")));
        Assert.Equal(StatusCode.Unavailable, await AskAsync(address, authority, Issue(authority, "a server", "1.3.6.1.5.5.7.3.1")));
    }

    [Theory]
    [InlineData("grpc-key: missing;", "--grpc-cert=x")]
    [InlineData("grpc-cert: missing;", "--grpc-key=x")]
    [InlineData("grpc-client-ca: needs grpc-cert and grpc-key;", "--grpc-client-ca=x")]
    [InlineData("grpc-cert, grpc-key, grpc-client-ca: can't be used: ", "--grpc-cert=/nowhere/x", "--grpc-key=/nowhere/y")]
    public void TLS_files_that_do_not_belong_together_are_refused_with_a_message(string sentence, params string[] arguments) =>
        Assert.StartsWith(
            sentence,
            ScalerSettings.Parse(["--functions-url=http://f", .. arguments], _ => null).Error,
            StringComparison.Ordinal
        );

    private static async Task<StatusCode?> AskAsync(Uri address, X509Certificate2 authority, X509Certificate2? client)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Issuer == authority.Subject;
        if (client is not null)
            handler.SslOptions.ClientCertificates = [client];
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler });
        try
        {
            await new ExternalScaler.ExternalScalerClient(channel).GetMetricSpecAsync(
                new ScaledObjectRef(),
                cancellationToken: TestContext.Current.CancellationToken
            );
            return null;
        }
        catch (RpcException e)
        {
            return e.StatusCode is StatusCode.Internal ? StatusCode.Unavailable : e.StatusCode;
        }
    }

    private X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return Keep(request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1)));
    }

    private X509Certificate2 Issue(X509Certificate2 authority, string name, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        using X509Certificate2 bare = request.Create(
            authority,
            TimeProvider.System.GetUtcNow().AddMinutes(-30),
            TimeProvider.System.GetUtcNow().AddMinutes(30),
            RandomNumberGenerator.GetBytes(8)
        );
        return Keep(bare.CopyWithPrivateKey(key));
    }

    private void Write(string name, X509Certificate2 certificate)
    {
        File.WriteAllText(Path.Combine(_folder, name + ".pem"), certificate.ExportCertificatePem());
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(_folder, name + ".key"), key.ExportPkcs8PrivateKeyPem());
    }

    private X509Certificate2 Keep(X509Certificate2 certificate)
    {
        _made.Add(certificate);
        return certificate;
    }
}
