namespace KubeTask.Scaler.Index;

/// <summary>What is delivered before what.</summary>
internal enum ReadyRank : byte
{
    /// <summary>Ended Jobs free slots, and are what people wait for.</summary>
    JobEnded,

    /// <summary>Agents give the slots.</summary>
    Agent,

    /// <summary>CronTasks that are due and were not delivered since: their Tasks are to exist at their time.</summary>
    CronTask,

    /// <summary>CronTasks that were delivered and aren't done, then Tasks.</summary>
    Rest,
}
