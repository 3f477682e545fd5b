using KubeTask.Core;

namespace KubeTask.Scaler.Watching;

/// <summary>What every observed object tells of itself.</summary>
public interface IObserved
{
    ObjectKey Key { get; }
    string Uid { get; }
    string ResourceVersion { get; }
}
