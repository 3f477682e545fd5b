using System.Globalization;
using System.Net;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Terminals;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Tasks;

/// <summary>Copies the log of one agent's container to the output, byte by byte.</summary>
internal sealed class LogCopy(Cluster cluster, Terminal terminal, TimeProvider time)
{
    private const int MostBreaks = 5;
    private const byte LineFeed = (byte)'\n';
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>One writes at a time: the log, or a note.</summary>
    private readonly Lock _writing = new();
    private byte _last = LineFeed;

    /// <summary>Writes a note between two logs. It goes where notes go, so that a pipe gets the logs alone.</summary>
    public void Note(string text, Ink ink)
    {
        lock (_writing)
        {
            // On a terminal the note must begin a line.
            if (_last != LineFeed && terminal.OutputIsTerminal)
            {
                terminal.Output.WriteByte(LineFeed);
                _last = LineFeed;
            }

            terminal.Note(text, ink);
        }
    }

    /// <summary>Copies a log until its end; one that breaks off is continued where it did. False if the pod has none any more.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="follow">Whether to wait for what is written later.</param>
    /// <param name="tail">How many of the last lines, or null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> CopyAsync(ObjectKey pod, bool follow, int? tail, CancellationToken cancellationToken)
    {
        long copied = 0;
        for (int breaks = 0; ; breaks++)
        {
            string? broken = null;
            try
            {
                // A log that was cut to its tail can't be counted from its beginning.
                int? lines = copied == 0 ? tail : null;
                using HttpResponseMessage response = await cluster.OpenAsync(PathOf(pod, follow, lines), cancellationToken);
                await using Stream log = await response.Content.ReadAsStreamAsync(cancellationToken);
                byte[] buffer = new byte[16 * 1024];
                long skip = lines is null && tail is null ? copied : 0;
                while (await ReadAsync(log, buffer, cancellationToken) is > 0 and int count)
                {
                    int skipped = (int)Math.Min(skip, count);
                    skip -= skipped;
                    Write(buffer.AsSpan(skipped, count - skipped));
                    copied += count - skipped;
                }

                return true;
            }
            catch (ApiException e) when (e.Error.Code == HttpStatusCode.NotFound)
            {
                return false;
            }
            catch (LogBrokenException e)
            {
                broken = e.Message;
            }

            if (breaks >= MostBreaks || (tail is not null && copied > 0))
                throw new CliException($"the log of pod {pod.Name} broke off: {broken}; run \"kubectl kubetask logs\" to read it again");
            await Task.Delay(s_pause, time, cancellationToken);
        }
    }

    /// <summary>A failure to read is the server's, a failure to write is that of the output: only the first can be tried again.</summary>
    private static async Task<int> ReadAsync(Stream log, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await log.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new LogBrokenException(e);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        lock (_writing)
        {
            terminal.Output.Write(bytes);
            _last = bytes[^1];
        }
    }

    private static string PathOf(ObjectKey pod, bool follow, int? tail) =>
        $"{ApiPaths.Pod(pod)}/log?container={KubeTaskApi.AgentContainer}"
        + (follow ? "&follow=true" : "")
        + (tail is { } lines ? string.Create(CultureInfo.InvariantCulture, $"&tailLines={lines}") : "");

    private sealed class LogBrokenException(Exception inner) : Exception(inner.Message, inner);
}
