using System.Text.Json;
using KubeTask.Scaler.Json;

namespace KubeTask.Scaler.Watching;

/// <summary>One container in a pod's status.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Waiting">Why it waits, or null.</param>
/// <param name="Runs">Whether it runs.</param>
/// <param name="Ended">Whether it has ended.</param>
internal sealed record ObservedContainer(string? Name, string? Waiting, bool Runs, bool Ended)
{
    /// <summary>Reads the container that the reader stands on.</summary>
    public static ObservedContainer Read(ref Utf8JsonReader reader)
    {
        var container = new ObservedContainer(null, null, Runs: false, Ended: false);
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                container = container with { Name = JsonObjects.ReadString(ref reader) };
            else if (!reader.ValueTextEquals("state"u8))
                JsonObjects.SkipValue(ref reader);
            else if (JsonObjects.EnterObject(ref reader))
                container = container.WithState(ref reader);
        }

        return container;
    }

    private ObservedContainer WithState(ref Utf8JsonReader reader)
    {
        ObservedContainer container = this;
        while (JsonObjects.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("running"u8))
            {
                container = container with { Runs = true };
                JsonObjects.SkipValue(ref reader);
            }
            else if (reader.ValueTextEquals("terminated"u8))
            {
                container = container with { Ended = true };
                JsonObjects.SkipValue(ref reader);
            }
            else if (!reader.ValueTextEquals("waiting"u8))
            {
                JsonObjects.SkipValue(ref reader);
            }
            else if (JsonObjects.EnterObject(ref reader))
            {
                while (JsonObjects.NextProperty(ref reader))
                {
                    if (reader.ValueTextEquals("reason"u8))
                        container = container with { Waiting = JsonObjects.ReadString(ref reader) };
                    else
                        JsonObjects.SkipValue(ref reader);
                }
            }
        }

        return container;
    }
}
