using KubeTask.Functions;
using KubeTask.Functions.CustomHandler;
using KubeTask.Functions.Events;
using KubeTask.Functions.Http;
using KubeTask.Hosting;

if (args.Contains("--help"))
{
    Console.WriteLine(Usage.Text);
    return 0;
}

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
    new WebApplicationOptions
    {
        // No settings file is watched: that would take one of the node's few inotify instances, and wake this process whenever a file
        // in the folder changes.
        Args = ["--hostBuilder:reloadConfigOnChange=false"],
    }
);
builder.Logging.AddSimpleConsole(console =>
{
    console.SingleLine = true;
    console.TimestampFormat = "HH:mm:ss.fff ";
    console.UseUtcTimestamp = true;
});
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

// Only the Functions host on the same machine calls a custom handler; everybody whom the NetworkPolicy lets calls a pod of its own.
if (Environment.GetEnvironmentVariable(HostSettings.PortVariable) is { Length: > 0 } port)
    builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
else if (Environment.GetEnvironmentVariable(Usage.UrlsVariable) is null or "")
    builder.WebHost.UseUrls("http://0.0.0.0:8080");
if (args.Contains(Usage.InsecureEvents))
    Environment.SetEnvironmentVariable(EventAccessSettings.InsecureVariable, "true");
builder.WebHost.ConfigureKestrel(kestrel =>
    (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, HostSettings.LargestBody)
);
builder.Services.AddKubeTaskFunctions();
if (args.Contains("--exit-with-stdin") || Environment.GetEnvironmentVariable(StdinLifetime.Variable) == "true")
    builder.Services.AddHostedService<StdinLifetime>();

await using WebApplication app = builder.Build();
app.Run(app.Services.GetRequiredService<HttpFunctions>().RunAsync);
if (app.Services.GetRequiredService<EventAccessSettings>().Insecure)
    app.Logger.LogWarning("anyone who can reach this port may deliver events: {Setting}", Usage.InsecureEvents);
await app.RunAsync();
return 0;
