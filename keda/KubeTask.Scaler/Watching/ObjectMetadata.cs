using System.Text.Json;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>
/// The parts of <c>metadata</c> that the scaler needs. Mutable and passed by reference, so that the name of an object is known even if the
/// rest of it can't be read.
/// </summary>
internal struct ObjectMetadata
{
    public string? Name;
    public string? Namespace;
    public string? Uid;
    public string? ResourceVersion;
    public DateTimeOffset? CreatedAt;
    public long Generation;
    public bool Deleting;

    /// <summary>Whether a finalizer other than the garbage collector's keeps it.</summary>
    public bool HasFinalizer;

    /// <summary>The values of the annotations that stop a Task.</summary>
    public string? Stop;
    public string? Terminate;
    public string? Keep;

    /// <summary>The value of the annotation that starts a run of a CronTask by hand.</summary>
    public string? Trigger;

    /// <summary>
    /// The Task that an object was created for: its label, or the annotation with the same key if the name was too long for a label.
    /// </summary>
    public string? TaskLabel;
    public string? TaskAnnotation;

    /// <summary>The owners, by kind.</summary>
    public ObjectOwner? TaskOwner;
    public ObjectOwner? CronTaskOwner;
    public ObjectOwner? JobOwner;

    /// <summary>The key for the log, escaped so that it can't forge log entries.</summary>
    public readonly string Described =>
        Name is null ? "an object without a name" : JsonEncodedText.Encode($"{Namespace}/{Name}").ToString();

    /// <exception cref="JsonException">The object has no name, namespace, uid or resourceVersion.</exception>
    public readonly ObjectKey RequireKey()
    {
        if (
            string.IsNullOrEmpty(Name)
            || string.IsNullOrEmpty(Namespace)
            || string.IsNullOrEmpty(Uid)
            || string.IsNullOrEmpty(ResourceVersion)
        )
        {
            throw new JsonException("metadata lacks one of name, namespace, uid and resourceVersion");
        }

        return new ObjectKey(Namespace, Name);
    }

    /// <summary>Reads the object that the reader stands on.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                Name = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals("namespace"u8))
                Namespace = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals("uid"u8))
                Uid = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals("resourceVersion"u8))
                ResourceVersion = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals("generation"u8))
                Generation = JsonObjects.ReadInt64(ref reader) ?? 0;
            else if (reader.ValueTextEquals("creationTimestamp"u8))
                CreatedAt = JsonObjects.ReadTime(ref reader);
            else if (reader.ValueTextEquals("deletionTimestamp"u8))
                Deleting = JsonObjects.ReadString(ref reader) is not null;
            else if (reader.ValueTextEquals("finalizers"u8))
                ReadFinalizers(ref reader);
            else if (reader.ValueTextEquals("annotations"u8))
                ReadAnnotations(ref reader);
            else if (reader.ValueTextEquals("labels"u8))
                ReadLabels(ref reader);
            else if (reader.ValueTextEquals("ownerReferences"u8))
                ReadOwners(ref reader);
            else
                JsonObjects.SkipValue(ref reader);
        }
    }

    private void ReadFinalizers(ref Utf8JsonReader reader)
    {
        if (!JsonObjects.EnterArray(ref reader))
            return;
        while (JsonObjects.NextElementText(ref reader) is { } finalizer)
            HasFinalizer |= TaskDeletion.IsSomebodys(finalizer);
    }

    private void ReadAnnotations(ref Utf8JsonReader reader)
    {
        if (!JsonObjects.EnterObject(ref reader))
            return;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals(Annotations.Stop))
                Stop = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals(Annotations.Terminate))
                Terminate = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals(Annotations.Keep))
                Keep = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals(Annotations.Trigger))
                Trigger = JsonObjects.ReadString(ref reader);
            else if (reader.ValueTextEquals(Labels.Task))
                TaskAnnotation = JsonObjects.ReadString(ref reader);
            else
                JsonObjects.SkipValue(ref reader);
        }
    }

    private void ReadLabels(ref Utf8JsonReader reader)
    {
        if (!JsonObjects.EnterObject(ref reader))
            return;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals(Labels.Task))
                TaskLabel = JsonObjects.ReadString(ref reader);
            else
                JsonObjects.SkipValue(ref reader);
        }
    }

    private void ReadOwners(ref Utf8JsonReader reader)
    {
        if (!JsonObjects.EnterArray(ref reader))
            return;
        while (JsonObjects.NextElement(ref reader))
        {
            string? apiVersion = null,
                kind = null,
                name = null,
                uid = null;
            while (JsonObjects.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("apiVersion"u8))
                    apiVersion = JsonObjects.ReadString(ref reader);
                else if (reader.ValueTextEquals("kind"u8))
                    kind = JsonObjects.ReadString(ref reader);
                else if (reader.ValueTextEquals("name"u8))
                    name = JsonObjects.ReadString(ref reader);
                else if (reader.ValueTextEquals("uid"u8))
                    uid = JsonObjects.ReadString(ref reader);
                else
                    JsonObjects.SkipValue(ref reader);
            }

            if (name is not null && uid is not null && apiVersion is not null && kind is not null)
                TakeOwner(apiVersion, kind, new ObjectOwner(name, uid));
        }
    }

    private void TakeOwner(string apiVersion, string kind, ObjectOwner owner)
    {
        bool ours = apiVersion.StartsWith(KubeTaskApi.Group + "/", StringComparison.Ordinal);
        switch (kind)
        {
            case "Task" when ours:
                TaskOwner = owner;
                break;
            case "CronTask" when ours:
                CronTaskOwner = owner;
                break;
            case "Job" when apiVersion.StartsWith("batch/", StringComparison.Ordinal):
                JobOwner = owner;
                break;
        }
    }
}
