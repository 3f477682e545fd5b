using System.Net;
using KubeTask.Scaler.Activator;
using KubeTask.Scaler.Delivery;
using KubeTask.Scaler.Index;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Scaler.Tests.Activator;

/// <summary>What an activator is made of, before functions that may sleep.</summary>
internal static class ActivatorParts
{
    public static ServiceProvider Build(
        SleepingFunctions functions,
        CountingDemand demand,
        Func<ActivatorSettings, ActivatorSettings>? change = null
    )
    {
        var settings = new ActivatorSettings
        {
            Listen = IPAddress.Loopback,
            Port = 0,
            FunctionsUrl = functions.Address,
        };
        var services = new ServiceCollection();
        services
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new DeliverySettings { FunctionsUrl = functions.Address })
            .AddSingleton<IFunctionsClient, FunctionsClient>()
            .AddSingleton<IHttpDemand>(demand);
        services.AddActivator(change?.Invoke(settings) ?? settings);
        return services.BuildServiceProvider();
    }
}
