using KubeTask.Functions;
using KubeTask.Functions.Http;
using KubeTask.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

builder.Services.Configure<KestrelServerOptions>(kestrel =>
    (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, HostSettings.LargestBody)
);

// As in the standalone process: a line for each request would be most of the log.
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
builder.Services.AddKubeTaskFunctions();
if (Environment.GetEnvironmentVariable(StdinLifetime.Variable) == "true")
    builder.Services.AddHostedService<StdinLifetime>();
await builder.Build().RunAsync();
