using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using KubeTask.Bench.Figures;

namespace KubeTask.Bench;

/// <summary>
/// Starts the functions in each of their hosts, by turns, and measures how long the first answer takes and how much memory the processes
/// have then. No API server is needed.
/// </summary>
internal static class HostsBench
{
    private static readonly TimeSpan s_probe = TimeSpan.FromMilliseconds(2),
        s_patience = TimeSpan.FromSeconds(60);

    /// <param name="tries">How often each is started.</param>
    /// <param name="host">The stand-in for the Functions host, for those that are folders.</param>
    /// <param name="hosted">A name and a path each: a program that is started as it is, or the folder of a function app.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<IReadOnlyList<HostFigures>> RunAsync(
        int tries,
        string host,
        IReadOnlyList<(string Name, string Path)> hosted,
        CancellationToken cancellationToken
    )
    {
        string kubeconfig = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(kubeconfig, NoServer, cancellationToken);
            var measured = hosted.ToDictionary(h => h.Name, _ => new List<(double Milliseconds, double Rss, double Pss)>());
            for (int i = 0; i < tries; i++)
            {
                foreach ((string name, string path) in hosted)
                    measured[name].Add(await StartAsync(host, path, kubeconfig, cancellationToken));
            }

            return [.. hosted.Select(h => HostFigures.Of(h.Name, measured[h.Name]))];
        }
        finally
        {
            File.Delete(kubeconfig);
        }
    }

    /// <summary>The figures as JSON.</summary>
    public static string Json(IReadOnlyList<HostFigures> figures) => JsonSerializer.Serialize(figures, s_json);

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private const string NoServer = """
        {"apiVersion": "v1", "kind": "Config", "current-context": "x", "clusters": [{"name": "x", "cluster": {"server": "http://127.0.0.1:1"}}],
        "users": [{"name": "x", "user": {"token": "none"}}], "contexts": [{"name": "x", "context": {"cluster": "x", "user": "x"}}]}
        """;

    private static async Task<(double Milliseconds, double Rss, double Pss)> StartAsync(
        string host,
        string path,
        string kubeconfig,
        CancellationToken cancellationToken
    )
    {
        int port = Part.FreePort();
        var start = new ProcessStartInfo(
            Directory.Exists(path) ? host : path,
            Directory.Exists(path) ? ["--app", path, "--exit-with-stdin"] : ["--exit-with-stdin"]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        using var http = new HttpClient();
        long begun = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new ArgumentException($"{path} doesn't start");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await AnswerAsync(http, new Uri($"http://127.0.0.1:{port}/healthz"), begun, process, cancellationToken);
            double milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            (double rss, double pss) = ProcessTree.Mebibytes(process.Id);
            return (milliseconds, rss, pss);
        }
        finally
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task AnswerAsync(HttpClient http, Uri health, long begun, Process process, CancellationToken cancellationToken)
    {
        while (!process.HasExited && Stopwatch.GetElapsedTime(begun) < s_patience)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(health, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // It doesn't listen yet.
            }

            await Task.Delay(s_probe, TimeProvider.System, cancellationToken);
        }

        throw new IOException($"{process.StartInfo.FileName} hasn't answered within {s_patience.TotalSeconds:F0} s, or has ended");
    }
}
