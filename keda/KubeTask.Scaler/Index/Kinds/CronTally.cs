using KubeTask.Scaler.Watching;

namespace KubeTask.Scaler.Index.Kinds;

/// <summary>How many Tasks a CronTask owns, by its uid.</summary>
internal sealed class CronTally(string ns, string name, ObjectUid uid)
{
    public string Namespace { get; } = ns;
    public string Name { get; } = name;
    public ObjectUid Uid { get; } = uid;

    /// <summary>Tasks that haven't ended.</summary>
    public int Active { get; set; }

    /// <summary>Tasks that have ended and aren't being deleted.</summary>
    public int Completed { get; set; }
    public int Failed { get; set; }

    /// <summary>All that exist, including those being deleted.</summary>
    public int Tasks { get; set; }
}
