using System.Text.Json;
using KubeTask.Kubernetes;

namespace KubeTask.Functions.Standalone;

/// <summary>The beginning and the end of the process.</summary>
internal static class Lifetime
{
    /// <summary>Ends the process when the one that started it closes our input, or dies.</summary>
    public static void StopAtEndOfInput(this IHostApplicationLifetime lifetime)
    {
        var thread = new Thread(() =>
        {
            using Stream input = Console.OpenStandardInput();
            Span<byte> buffer = stackalloc byte[16];
            while (input.Read(buffer) > 0)
            {
                // Whatever is said is not for us; only the end counts.
            }

            lifetime.StopApplication();
        })
        {
            IsBackground = true,
            Name = "end of input",
        };
        thread.Start();
    }

    /// <summary>Opens the connection to the API server before the first event needs it. A server that is away now may be there by then.</summary>
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
            app.Logger.LogWarning("the API server is not to be reached yet: {Error}", e.Message);
        }
    }
}
