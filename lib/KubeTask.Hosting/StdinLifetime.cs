using Microsoft.Extensions.Hosting;

namespace KubeTask.Hosting;

/// <summary>Stops the process when standard input ends: the parent process closed it, or died.</summary>
public sealed class StdinLifetime(IHostApplicationLifetime lifetime) : IHostedService
{
    /// <summary>Says <c>true</c> where a parent process can't pass an argument that asks for this.</summary>
    public const string Variable = "KUBETASK_EXIT_WITH_STDIN";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Reads of standard input can't be canceled, so they have a thread of their own that doesn't keep the process alive.
        new Thread(() =>
        {
            using Stream input = Console.OpenStandardInput();
            Span<byte> buffer = stackalloc byte[64];
            while (input.Read(buffer) > 0)
            {
                // Input has no meaning; only its end does.
            }

            lifetime.StopApplication();
        })
        {
            IsBackground = true,
            Name = "stdin",
        }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
