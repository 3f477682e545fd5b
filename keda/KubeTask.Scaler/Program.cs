using k8s;
using k8s.Exceptions;
using KubeTask.Scaler.Hosting;

if (args.Any(a => a is "--help" or "-h" or "help"))
{
    await Console.Out.WriteAsync(ScalerSettings.Help());
    return 0;
}

(ScalerSettings? settings, string? error) = ScalerSettings.Parse(args, Environment.GetEnvironmentVariable);
if (settings is null)
{
    await Console.Error.WriteLineAsync(error);
    return 2;
}

KubernetesClientConfiguration kubernetes;
try
{
    kubernetes = KubernetesClientConfiguration.BuildDefaultConfig();
}
catch (Exception e) when (e is KubeConfigException or IOException or YamlDotNet.Core.YamlException)
{
    await Console.Error.WriteLineAsync($"KUBECONFIG can't be used: {e.Message}");
    return 2;
}

await using WebApplication app = ScalerHost.Build(settings, kubernetes);
await app.RunAsync();
return 0;
