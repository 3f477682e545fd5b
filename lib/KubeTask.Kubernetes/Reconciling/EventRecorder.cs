using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes.Reconciling;

/// <summary>
/// Records Kubernetes Events. An Event is a courtesy; the status is the record. So an Event that can't be written is only logged.
/// </summary>
public sealed class EventRecorder(IApiClient api, TimeProvider time, ILogger<EventRecorder> logger)
{
    /// <param name="kind">The kind of the object.</param>
    /// <param name="about">The object that the Event is about.</param>
    /// <param name="name">The Event's name. A step has one name, so it is recorded once.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">One word.</param>
    /// <param name="message">One line for people.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RecordAsync(
        string kind,
        V1ObjectMeta about,
        string name,
        string type,
        string reason,
        string message,
        CancellationToken cancellationToken
    )
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        var body = new Corev1Event
        {
            ApiVersion = Corev1Event.KubeApiVersion,
            Kind = Corev1Event.KubeKind,
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = about.NamespaceProperty },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = KubeTaskApi.GroupVersion,
                Kind = kind,
                Name = about.Name,
                NamespaceProperty = about.NamespaceProperty,
                Uid = about.Uid,
                ResourceVersion = about.ResourceVersion,
            },
            Type = type,
            Reason = reason,
            Message = Cut(message),
            Source = new V1EventSource { Component = "kubetask" },
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
        };
        ApiResult<Corev1Event> result = await api.CreateAsync(
            ApiPaths.Events(about.NamespaceProperty),
            body,
            ApiJson.Default.Corev1Event,
            cancellationToken
        );
        if (!result.Succeeded(out _, out ApiError? error) && !error.IsAlreadyExists && !error.IsNamespaceTerminating)
        {
            logger.LogWarning(
                "event {Reason} of {Kind} {Namespace}/{Name} was not recorded: {Code} {Message}",
                reason,
                kind,
                about.NamespaceProperty,
                about.Name,
                (int)error.Code,
                error.Message
            );
        }
    }

    /// <summary>The API server accepts up to 1,024 characters.</summary>
    private static string Cut(string message) => message.Length <= 1024 ? message : message[..1023] + "…";
}
