using k8s.Models;
using KubeTask.Core.Api;
using Microsoft.Extensions.Logging;

namespace KubeTask.Kubernetes;

/// <summary>Tells what happened to an object by a Kubernetes Event. An Event is a courtesy, the status is the record: one that can't be written is logged.</summary>
public sealed class EventRecorder(IApiClient api, TimeProvider time, ILogger<EventRecorder> logger)
{
    /// <param name="kind">The kind of ours that the Event is about.</param>
    /// <param name="about">The object that it is about.</param>
    /// <param name="name">The Event's name: the same step has the same, so that it is told once.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">One word.</param>
    /// <param name="message">One line for a person.</param>
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

    /// <summary>The API server takes 1,024 characters.</summary>
    private static string Cut(string message) => message.Length <= 1024 ? message : message[..1023] + "…";
}
