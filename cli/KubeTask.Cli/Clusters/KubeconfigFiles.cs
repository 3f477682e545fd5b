using k8s;
using k8s.KubeConfigModels;
using YamlDotNet.Core;

namespace KubeTask.Cli.Clusters;

/// <summary>
/// Finds, reads and merges kubeconfig files as kubectl does: of several files the first that has a name wins, and a relative path is
/// relative to the file that holds it.
/// </summary>
internal static class KubeconfigFiles
{
    /// <summary>The files to read, and whether they must exist.</summary>
    /// <param name="option">The value of <c>--kubeconfig</c>, or null.</param>
    /// <param name="variable">The value of KUBECONFIG, or null.</param>
    /// <param name="home">The home folder.</param>
    public static (IReadOnlyList<string> Files, bool Named) Find(string? option, string? variable, string home)
    {
        if (!string.IsNullOrEmpty(option))
            return ([option], true);
        string[] listed = [.. (variable ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct()];
        return listed.Length > 0 ? (listed, false) : ([Path.Combine(home, ".kube", "config")], false);
    }

    /// <summary>The merged configuration; null if none of the files exists.</summary>
    /// <exception cref="CliException">A file can't be read.</exception>
    public static K8SConfiguration? Read(IReadOnlyList<string> files, bool mustExist)
    {
        if (mustExist && files.FirstOrDefault(f => !File.Exists(f)) is { } missing)
            throw new CliException($"--kubeconfig: there is no file {missing}; write the path of a kubeconfig");
        K8SConfiguration[] all = [.. files.Where(File.Exists).Select(ReadOne)];
        return all.Length == 0 ? null : Merge(all);
    }

    internal static K8SConfiguration Merge(IReadOnlyCollection<K8SConfiguration> all) =>
        new()
        {
            CurrentContext = all.Select(c => c.CurrentContext).FirstOrDefault(c => !string.IsNullOrEmpty(c)),
            Contexts = FirstOfEachName(all.SelectMany(c => c.Contexts ?? []), c => c.Name),
            Clusters = FirstOfEachName(all.SelectMany(c => c.Clusters ?? []), c => c.Name),
            Users = FirstOfEachName(all.SelectMany(c => c.Users ?? []), u => u.Name),
        };

    private static List<T> FirstOfEachName<T>(IEnumerable<T> items, Func<T, string> name) =>
        [.. items.Where(i => i is not null && name(i) is not null).DistinctBy(name, StringComparer.Ordinal)];

    private static K8SConfiguration ReadOne(string file)
    {
        K8SConfiguration read;
        try
        {
            using FileStream text = File.OpenRead(file);
            // An empty file, such as /dev/null, says nothing.
            read = KubernetesClientConfiguration.LoadKubeConfig(text) ?? new K8SConfiguration();
        }
        catch (Exception e) when (e is YamlException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new CliException($"kubeconfig {file} can't be read: {e.Message}");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";
        foreach (ClusterEndpoint? endpoint in (read.Clusters ?? []).Select(c => c.ClusterEndpoint))
        {
            if (endpoint is not null)
                endpoint.CertificateAuthority = Absolute(folder, endpoint.CertificateAuthority);
        }

        foreach (UserCredentials? credentials in (read.Users ?? []).Select(u => u.UserCredentials))
        {
            if (credentials is null)
                continue;
            credentials.ClientCertificate = Absolute(folder, credentials.ClientCertificate);
            credentials.ClientKey = Absolute(folder, credentials.ClientKey);
            if (credentials.ExternalExecution is { Command: { } command } exec && command.Contains('/', StringComparison.Ordinal))
                exec.Command = Absolute(folder, command);
        }

        return read;
    }

    private static string? Absolute(string folder, string? path) => string.IsNullOrEmpty(path) ? path : Path.Combine(folder, path);
}
