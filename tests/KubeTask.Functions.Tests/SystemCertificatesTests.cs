using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core.Events;

namespace KubeTask.Functions.Tests;

/// <summary>The functions trust the authority of their kubeconfig, and ask nothing else of the machine.</summary>
public sealed class SystemCertificatesTests(FunctionsFixture functions) : IClassFixture<FunctionsFixture>, IDisposable
{
    private static readonly DateTime s_longAgo = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_certificates_of_the_system_are_not_read()
    {
        await File.WriteAllTextAsync(_file, "no certificate", TestContext.Current.CancellationToken);
        Forget();
        await File.ReadAllTextAsync(_file, TestContext.Current.CancellationToken);
        Assert.SkipUnless(WasRead, "the file system doesn't keep when files are read");
        Forget();
        await functions.Api.CreateNamespaceAsync("certificates");

        await using FunctionsProcess another = await functions.StartAnotherAsync(("SSL_CERT_FILE", _file));
        var cloudEvent = new JsonObject { ["type"] = EventType.TaskChanged, ["subject"] = "certificates/none" };
        using HttpResponseMessage answer = await FunctionsFixture.PostAsync(
            another.Http,
            "OnTaskChanged",
            cloudEvent,
            functions.ScalerToken
        );

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.False(WasRead);
    }

    private bool WasRead => File.GetLastAccessTimeUtc(_file) != s_longAgo;

    private void Forget() => File.SetLastAccessTimeUtc(_file, s_longAgo);
}
