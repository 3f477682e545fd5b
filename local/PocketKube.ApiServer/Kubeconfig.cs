using System.Text;

namespace PocketKube.ApiServer;

/// <summary>Writes the kubeconfig: where the server is, and the user's token.</summary>
internal static class Kubeconfig
{
    /// <summary>Writes the file so that only its owner can read it: it holds a token.</summary>
    public static async Task WriteAsync(
        string path,
        string cluster,
        string url,
        string authorityPem,
        string user,
        string token,
        string ns,
        CancellationToken cancellationToken
    )
    {
        string authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem));
        string text = $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: {cluster}
              cluster:
                server: {url}
                certificate-authority-data: {authority}
            users:
            - name: "{user}"
              user:
                token: "{token}"
            contexts:
            - name: {cluster}
              context:
                cluster: {cluster}
                user: "{user}"
                namespace: {ns}
            current-context: {cluster}

            """;

        // Write a private file first, then replace an older one atomically.
        string partial = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        await using (var file = new FileStream(partial, options))
            await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

        File.Move(partial, path, overwrite: true);
    }
}
