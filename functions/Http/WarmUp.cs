using System.Text.Json;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Functions.Http;

/// <summary>
/// Opens the connection to the API server while the process starts, before the first event needs it. A server that doesn't answer now may
/// answer by then.
/// </summary>
public sealed class WarmUp(ApiClient api, ILogger<WarmUp> logger) : BackgroundService
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        soon.CancelAfter(s_patience);
        try
        {
            await api.ConnectAsync(soon.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            logger.LogWarning("the API server can't be reached yet: {Error}", e.Message);
        }
    }
}
