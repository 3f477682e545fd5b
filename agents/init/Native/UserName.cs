using System.Globalization;
using System.Runtime.InteropServices;

namespace KubeTask.Init.Native;

/// <summary>
/// Gives the user of this process a name. OpenSSH's client refuses a user without one, and the uid of an agent often has none in the
/// image. The image's <c>/etc/passwd</c> is a link to the file, because its root is read-only.
/// </summary>
internal static partial class UserName
{
    /// <summary>The file, relative to the temporary folder.</summary>
    private const string PasswdFile = "passwd";

    /// <param name="temporary">The temporary folder, which exists.</param>
    public static void WriteTo(string temporary) =>
        File.WriteAllText(
            Path.Combine(temporary, PasswdFile),
            string.Create(CultureInfo.InvariantCulture, $"kubetask:x:{UserId()}:{GroupId()}::{temporary}:/bin/false\n")
        );

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "getuid")]
    private static partial uint UserId();

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "getgid")]
    private static partial uint GroupId();
}
