using KubeTask.FunctionsHost;
using KubeTask.FunctionsHost.Apps;

const int Failed = 1;
const int WronglyCalled = 2;

if (args.Contains("--help"))
{
    Console.WriteLine(Usage.Text);
    return 0;
}

(HostSettings? settings, string? error) = HostSettings.Read(args, Environment.GetEnvironmentVariable);
if (settings is null)
    return await FailAsync(error!, WronglyCalled);
try
{
    await HostRun.RunAsync(settings, new HostLog(Console.Out), TimeProvider.System);
    return 0;
}
catch (AppException e)
{
    return await FailAsync(e.Message, Failed);
}

static async Task<int> FailAsync(string message, int code)
{
    await Console.Error.WriteLineAsync($"kubetask-functions-host: {message}");
    return code;
}
