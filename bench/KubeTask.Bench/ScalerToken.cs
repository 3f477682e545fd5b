using System.Text.Json;

namespace KubeTask.Bench;

/// <summary>A file with the token of the scaler's ServiceAccount, by which the functions know who delivers events.</summary>
internal sealed class ScalerToken : IDisposable
{
    private ScalerToken(string path) => Path = path;

    public string Path { get; }

    /// <summary>Creates the ServiceAccount in the release namespace, and requests a token for two hours.</summary>
    public static async Task<ScalerToken> RequestAsync(Server server, string ns, CancellationToken cancellationToken)
    {
        string accounts = $"api/v1/namespaces/{ns}/serviceaccounts";
        (await server.CreateAsync(accounts, """{"metadata":{"name":"kubetask-scaler"}}""", cancellationToken)).Dispose();
        using JsonDocument review = await server.CreateAsync(
            $"{accounts}/kubetask-scaler/token",
            """{"spec":{"audiences":["kubetask-functions"],"expirationSeconds":7200}}""",
            cancellationToken
        );
        string path = System.IO.Path.GetTempFileName();
        string token = review.RootElement.GetProperty("status").GetProperty("token").GetString()!;
        await File.WriteAllTextAsync(path, token, cancellationToken);
        return new ScalerToken(path);
    }

    public void Dispose() => File.Delete(Path);
}
