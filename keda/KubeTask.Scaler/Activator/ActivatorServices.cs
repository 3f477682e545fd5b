namespace KubeTask.Scaler.Activator;

/// <summary>The activator's parts.</summary>
internal static class ActivatorServices
{
    public static void AddActivator(this IServiceCollection services, ActivatorSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<LingeringDemand>();
        services.AddSingleton<HoldingRoom>();
        services.AddSingleton<SubmissionForwarder>();
        services.AddSingleton<ActivatorService>();
        services.AddHostedService(s => s.GetRequiredService<ActivatorService>());
        services.AddHttpForwarder();
    }
}
