namespace KubeTask.Local.Keda;

/// <summary>What is scaled.</summary>
public interface IScaleTarget
{
    /// <summary>Sets the desired number of replicas, and returns at once.</summary>
    void ScaleTo(int replicas);
}
