namespace KubeTask.FunctionsHost.Timers;

internal static class TimerData
{
    /// <summary>What a function gets of its timer, as long as nobody keeps when it ran last.</summary>
    public const string Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""";
}
