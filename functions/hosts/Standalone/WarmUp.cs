using System.Text.Json;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Functions.Standalone;

/// <summary>What is done while the process starts.</summary>
internal static class WarmUp
{
    /// <summary>
    /// Opens the connection to the API server before the first event needs it. A server that doesn't answer now may answer by then.
    /// </summary>
    public static async Task WarmUpAsync(this WebApplication app)
    {
        ApiClient api = app.Services.GetRequiredService<ApiClient>();
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await api.ConnectAsync(soon.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            app.Logger.LogWarning("the API server can't be reached yet: {Error}", e.Message);
        }
    }
}
