namespace KubeTask.Local.Keda;

/// <summary>What is scaled.</summary>
public interface IScaleTarget
{
    /// <summary>Says how many replicas there shall be, and returns at once.</summary>
    void ScaleTo(int replicas);
}
