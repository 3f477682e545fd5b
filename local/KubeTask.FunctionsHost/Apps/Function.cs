namespace KubeTask.FunctionsHost.Apps;

/// <summary>A function and what starts it.</summary>
internal sealed record Function(string Name, string Id, Binding Trigger)
{
    /// <exception cref="AppException">This host can't start such a function.</exception>
    public static Function Of(string name, string id, IEnumerable<Binding> bindings)
    {
        Binding trigger = bindings.FirstOrDefault(b => b.IsTrigger) ?? throw new AppException($"{name}: has no trigger");
        if (!trigger.IsHttp && !trigger.IsTimer)
            throw new AppException($"{name}: this host has no {trigger.Type}, only httpTrigger and timerTrigger");
        if (trigger.IsTimer && trigger.Schedule is null)
            throw new AppException($"{name}: its timerTrigger has no schedule");
        // Without a level a function wants a key.
        if (trigger.IsHttp && !"anonymous".Equals(trigger.AuthLevel, StringComparison.OrdinalIgnoreCase))
            throw new AppException($"{name}: this host has no keys; its httpTrigger needs \"authLevel\": \"anonymous\"");
        return new Function(name, id, trigger);
    }
}
