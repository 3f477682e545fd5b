namespace KubeTask.Scaler.Watching;

/// <summary>An observed object that events carry as the API server sent it.</summary>
public interface ICarriesJson
{
    /// <summary>Whether an event may carry it in its present state.</summary>
    bool WantsJson { get; }

    /// <summary>The object as the API server sent it, if it is wanted; UTF-8.</summary>
    byte[]? Json { get; set; }
}
