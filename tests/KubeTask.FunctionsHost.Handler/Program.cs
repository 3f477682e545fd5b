// A custom handler whose answers a test can hold back and let go. It prints what it is doing.
using KubeTask.Hosting;

const string First = "first\n";
const string Second = "second\n";

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT")}");
if (Environment.GetEnvironmentVariable(StdinLifetime.Variable) == "true")
    builder.Services.AddHostedService<StdinLifetime>();
await using WebApplication app = builder.Build();

using var go = new SemaphoreSlim(0);
app.MapGet("/healthz", () => Results.Text($"{Environment.ProcessId}"));
app.MapPost("/go", () => Results.Text($"{go.Release()}"));

// Two lines, the second when it may.
app.MapGet(
    "/lines",
    (RequestDelegate)(
        async context =>
        {
            await context.Response.WriteAsync(First);
            await context.Response.Body.FlushAsync();
            Console.WriteLine("the first line is sent");
            await go.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync(Second);
        }
    )
);

// One line, and then nothing until the caller has left.
app.MapGet(
    "/silent",
    (RequestDelegate)(
        async context =>
        {
            if (context.Request.Query.ContainsKey("line"))
            {
                await context.Response.WriteAsync(First);
                await context.Response.Body.FlushAsync();
            }

            Console.WriteLine("silent");
            var left = new TaskCompletionSource();
            context.RequestAborted.Register(left.SetResult);
            await left.Task;
            Console.WriteLine("the caller has left");
        }
    )
);
app.MapPost("/echo", (RequestDelegate)(context => context.Request.Body.CopyToAsync(context.Response.Body)));
app.MapPost("/exit/{code:int}", (int code) => Environment.Exit(code));

// A timer of the Azure Functions host.
app.MapPost(
    "/Tick",
    (RequestDelegate)(
        async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            Console.WriteLine($"tick: {await reader.ReadToEndAsync()}");
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"Outputs":{},"Logs":["it ticks"],"ReturnValue":null}""");
        }
    )
);
await app.RunAsync();
