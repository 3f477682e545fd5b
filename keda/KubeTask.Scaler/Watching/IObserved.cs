using KubeTask.Core;

namespace KubeTask.Scaler.Watching;

/// <summary>What is known about every observed object.</summary>
public interface IObserved
{
    ObjectKey Key { get; }
    string Uid { get; }
    string ResourceVersion { get; }
}
