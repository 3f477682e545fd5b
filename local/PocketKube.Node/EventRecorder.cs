using System.Security.Cryptography;
using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace PocketKube.Node;

/// <summary>Writes Kubernetes Events beside the work: nothing waits for them, and one that can't be written is only logged.</summary>
internal sealed class EventRecorder(k8s.Kubernetes client, TimeProvider time, ILogger logger)
{
    private const int Pending = 5000;
    private const int Writers = 4;

    private readonly Channel<Corev1Event> _events = Channel.CreateBounded<Corev1Event>(
        new BoundedChannelOptions(Pending) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Normal(V1ObjectReference about, string component, string reason, string message) =>
        Record(about, "Normal", component, reason, message);

    public void Warning(V1ObjectReference about, string component, string reason, string message) =>
        Record(about, "Warning", component, reason, message);

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync(cancellationToken)));

    private void Record(V1ObjectReference about, string type, string component, string reason, string message)
    {
        DateTime now = Timestamp.WholeSeconds(time.GetUtcNow());
        _events.Writer.TryWrite(
            new Corev1Event
            {
                Metadata = new()
                {
                    Name = $"{about.Name}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}",
                    NamespaceProperty = about.NamespaceProperty,
                },
                InvolvedObject = about,
                Type = type,
                Reason = reason,
                Message = message.Length > 1024 ? message[..1021] + "..." : message,
                Source = new() { Component = component },
                ReportingComponent = component,
                ReportingInstance = "",
                Count = 1,
                FirstTimestamp = now,
                LastTimestamp = now,
            }
        );
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Corev1Event recorded in _events.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    await client.CoreV1.CreateNamespacedEventAsync(
                        recorded,
                        recorded.Metadata.NamespaceProperty,
                        cancellationToken: cancellationToken
                    );
                }
                catch (Exception e) when (e is HttpOperationException or HttpRequestException)
                {
                    logger.LogDebug(e, "Event {Reason} of {Object} was not written", recorded.Reason, recorded.InvolvedObject.Name);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogDebug("Events are no longer written");
        }
    }
}
