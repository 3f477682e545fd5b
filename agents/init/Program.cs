using System.Reflection;
using System.Runtime.InteropServices;
using KubeTask.Git;
using KubeTask.Init;
using KubeTask.Init.Fetching;
using KubeTask.Init.Native;
using KubeTask.Init.Reporting;
using KubeTask.Init.Transports;

if (args.Any(a => a is "--help" or "-h"))
{
    await Console.Out.WriteAsync(InitSettings.Help);
    return 0;
}

if (args is ["--version"])
{
    Console.WriteLine(typeof(InitSettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
    return 0;
}

(InitSettings? settings, string? error) = InitSettings.Parse(args, Environment.GetEnvironmentVariable);
if (settings is null)
    return await WrongAsync(error!);
string workFolder = Path.Combine(settings.Root, FetchFolders.Work);
(FetchWork? work, error) = WorkFile.Read(Path.Combine(workFolder, FetchFolders.WorkFile));
if (work is null)
    return await WrongAsync(error!);
(ProxyChoice? proxy, error) = ProxyChoice.Read(work.Proxy);
if (proxy is null)
    return await WrongAsync(error!);
(TrustedRoots? roots, error) = TrustedRoots.Read(Path.Combine(workFolder, FetchFolders.CaFile));
if (roots is null)
    return await WrongAsync(error!);

string temporary = Path.Combine(settings.Root, FetchFolders.Temporary);
Directory.CreateDirectory(temporary);
UserName.WriteTo(temporary);
Umask.Open();
LibGit2.SetUp();
using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
var log = new Log(Console.Out, new Redactor());
var frame = new FetchFrame(settings.Root, work.MaxBytes, settings.RetryDelay, new NetworkSettings(proxy, roots), log);
FetchReport report = await new FetchRun(frame, work).RunAsync(stop.Token);
try
{
    await File.WriteAllBytesAsync(settings.ReportFile, Report.ToJson(report), CancellationToken.None);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    return await WrongAsync($"the report can't be written ({e.Message}); name a file in --report. {report.Message}");
}

return report.Reason is null ? 0 : 1;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

async Task<int> WrongAsync(string problem)
{
    await Console.Error.WriteLineAsync("kubetask-init: " + problem);
    return 2;
}
