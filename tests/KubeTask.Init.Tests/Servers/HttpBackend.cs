using System.Diagnostics;
using System.Globalization;
using System.Text;
using KubeTask.Init.Tests.Running;
using Microsoft.AspNetCore.Http;

namespace KubeTask.Init.Tests.Servers;

/// <summary>Runs git http-backend, which is a CGI program.</summary>
internal sealed class HttpBackend(string repositories)
{
    public async Task AnswerAsync(HttpContext http, string path)
    {
        var start = new ProcessStartInfo("git", ["http-backend"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["GIT_PROJECT_ROOT"] = repositories,
                ["GIT_HTTP_EXPORT_ALL"] = "1",
                ["PATH_INFO"] = path,
                ["QUERY_STRING"] = (http.Request.QueryString.Value ?? "").TrimStart('?'),
                ["REQUEST_METHOD"] = http.Request.Method,
                ["CONTENT_TYPE"] = http.Request.ContentType ?? "",
                ["HTTP_CONTENT_ENCODING"] = http.Request.Headers.ContentEncoding,
                ["HTTP_GIT_PROTOCOL"] = http.Request.Headers["Git-Protocol"],
            },
        };
        foreach ((string name, string value) in Tool.Plain)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        await http.Request.Body.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        Stream output = process.StandardOutput.BaseStream;
        while (await LineAsync(output) is { Length: > 0 } line)
        {
            string[] header = line.Split(": ", 2);
            if (header[0] == "Status")
                http.Response.StatusCode = int.Parse(header[1].Split(' ')[0], CultureInfo.InvariantCulture);
            else
                http.Response.Headers[header[0]] = header[1];
        }

        await output.CopyToAsync(http.Response.Body);
    }

    private static async Task<string> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
            line.Append((char)one[0]);
        return line.ToString().TrimEnd('\r');
    }
}
