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
string port = Environment.GetEnvironmentVariable(HostSettings.PortVariable) ?? "8080";

// Only the Functions host on the same machine calls a custom handler; everybody whom the NetworkPolicy lets calls a pod of its own.
string address = Environment.GetEnvironmentVariable(HostSettings.PortVariable) is null ? "0.0.0.0" : "127.0.0.1";
if (args.Contains(Usage.InsecureEvents))
    Environment.SetEnvironmentVariable(EventAccessSettings.InsecureVariable, "true");
builder.WebHost.ConfigureKestrel(kestrel =>
    (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, HostSettings.LargestBody)
);
builder.WebHost.UseUrls($"http://{address}:{port}");
builder.Services.AddKubeTaskFunctions();
if (args.Contains("--exit-with-stdin") || Environment.GetEnvironmentVariable(StdinLifetime.Variable) == "true")
    builder.Services.AddHostedService<StdinLifetime>();

await using WebApplication app = builder.Build();
app.Run(app.Services.GetRequiredService<HttpFunctions>().RunAsync);
if (app.Services.GetRequiredService<EventAccessSettings>().Insecure)
    app.Logger.LogWarning("anyone who can reach this port may deliver events: {Setting}", Usage.InsecureEvents);
await app.RunAsync();
return 0;
