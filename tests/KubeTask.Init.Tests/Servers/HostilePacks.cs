using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace KubeTask.Init.Tests.Servers;

/// <summary>Answers that a well-behaved server never gives.</summary>
internal static class HostilePacks
{
    private const string Shallow = "0000000000000000000000000000000000000000";

    /// <summary>A pack's header: version 2, 1,000 objects. Then the first object: a blob of 2^43 bytes.</summary>
    private static readonly byte[] s_begin = [.. "PACK"u8, 0, 0, 0, 2, 0, 0, 3, 0xe8, 0xb0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10];

    public static async Task HangAsync(HttpContext http)
    {
        await BeginAsync(http);
        await BandAsync(http, 1, s_begin);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
    }

    public static async Task CloseAsync(HttpContext http)
    {
        await BeginAsync(http);
        await BandAsync(http, 1, s_begin);
        http.Abort();
    }

    public static async Task GarbageAsync(HttpContext http)
    {
        await BeginAsync(http);
        await BandAsync(http, 1, Encoding.ASCII.GetBytes("this is no pack at all, whatever one makes of it"));
        await http.Response.WriteAsync("0000");
    }

    public static async Task ErrorAsync(HttpContext http, string words)
    {
        await BeginAsync(http);
        await BandAsync(http, 3, Encoding.ASCII.GetBytes(words));
    }

    /// <summary>A blob that isn't compressed and doesn't end.</summary>
    public static async Task EndlessAsync(HttpContext http)
    {
        await BeginAsync(http);
        await BandAsync(http, 1, s_begin);
        byte[] block = new byte[60_000];
        using var buffer = new MemoryStream();
        await using var deflate = new ZLibStream(buffer, CompressionLevel.NoCompression, leaveOpen: true);
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await deflate.WriteAsync(block, http.RequestAborted);
            await deflate.FlushAsync(http.RequestAborted);
            foreach (byte[] part in buffer.ToArray().Chunk(60_000))
                await BandAsync(http, 1, part);
            buffer.SetLength(0);
        }
    }

    /// <summary>Branches without end.</summary>
    public static async Task EndlessListAsync(HttpContext http)
    {
        http.Response.ContentType = "application/x-git-upload-pack-advertisement";
        await http.Response.WriteAsync(Line("# service=git-upload-pack\n") + "0000");
        await http.Response.WriteAsync(Line($"{Shallow} refs/heads/a\0side-band-64k shallow\n"));
        for (int i = 0; !http.RequestAborted.IsCancellationRequested; i++)
        {
            string many = string.Concat(
                Enumerable.Range(0, 1000).Select(k => Line(string.Create(CultureInfo.InvariantCulture, $"{Shallow} refs/heads/b{i}-{k}\n")))
            );
            await http.Response.WriteAsync(many, http.RequestAborted);
        }
    }

    private static async Task BeginAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        string request = await reader.ReadToEndAsync();
        http.Response.ContentType = "application/x-git-upload-pack-result";
        await http.Response.WriteAsync((request.Contains("deepen", StringComparison.Ordinal) ? "0000" : "") + Line("NAK\n"));
    }

    private static async Task BandAsync(HttpContext http, byte band, byte[] bytes)
    {
        string length = (bytes.Length + 5).ToString("x4", CultureInfo.InvariantCulture);
        await http.Response.Body.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(length), band, .. bytes]);
        await http.Response.Body.FlushAsync();
    }

    private static string Line(string text) => (text.Length + 4).ToString("x4", CultureInfo.InvariantCulture) + text;
}
