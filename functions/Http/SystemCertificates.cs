using System.Runtime.InteropServices;
using k8s;

namespace KubeTask.Functions.Http;

/// <summary>
/// The certificates of the authorities that this machine trusts. .NET loads all of them for the first TLS connection, even for one that
/// trusts others: on Debian 12, 146 files, for 40 of the 130 ms from the start of the process to its first Job.
/// </summary>
internal static partial class SystemCertificates
{
    /// <summary>The variables that say where the certificates are, to OpenSSL and to .NET.</summary>
    private static readonly string[] s_places = ["SSL_CERT_DIR", "SSL_CERT_FILE"];

    /// <summary>
    /// Keeps them from being loaded if nothing needs them: the functions connect to the API server alone, and the configuration mostly
    /// names its authority. Has no effect after the first TLS connection.
    /// </summary>
    public static void LeaveOut(KubernetesClientConfiguration configuration)
    {
        if (!OperatingSystem.IsLinux() || configuration.SslCaCerts is not { Count: > 0 })
            return;
        // .NET copies the environment once, and gives child processes the copy: a kubeconfig's exec plug-in may need the certificates.
        _ = Environment.GetEnvironmentVariables();
        foreach (string place in s_places)
            _ = SetVariable(place, "/nonexistent", overwrite: 1);
    }

    /// <summary>Sets a variable for native code, which Environment.SetEnvironmentVariable doesn't.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
