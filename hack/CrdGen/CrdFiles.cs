using System.Reflection;
using System.Text;
using k8s.Models;
using Kubernetes.OpenApi;
using Kubernetes.Yaml;
using KubeTask.Core.Api;
using KubeTask.Schema;

namespace KubeTask.CrdGen;

/// <summary>
/// Writes the CustomResourceDefinitions of KubeTask.Core into a folder, or compares them with the files there. Without a folder, it uses
/// the chart, and also writes or compares the API reference in the docs and the tables in the chart's README.
/// </summary>
public static class CrdFiles
{
    private static readonly string s_chart = Path.Combine("charts", "kubetask");

    private const string Header = "# Generated from lib/KubeTask.Core/Api by `make update`: edit the types, not this file.\n";

    /// <summary>Runs the program: <c>[--check] [folder]</c>.</summary>
    /// <returns>0 for success; 1 if --check finds a file that differs, is missing or is superfluous; 2 for invalid arguments.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        bool check = args.Contains("--check", StringComparer.Ordinal);
        string[] folders = args.Where(static a => a != "--check").ToArray();
        if (folders.Length > 1 || folders.Any(static f => f.StartsWith('-')))
        {
            await error.WriteLineAsync("usage: CrdGen [--check] [folder]; the folder is charts/kubetask/files/crds unless given");
            return 2;
        }

        string folder = folders.Length == 1 ? folders[0] : Path.Combine(s_chart, "files", "crds");
        SortedDictionary<string, string> files = Generate();
        var reference = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var readme = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (folders.Length == 0)
        {
            reference.Add("api.md", ApiReference.Generate());
            readme.Add("README.md", ChartReference.Generate(s_chart));
        }

        if (!check)
        {
            await WriteAsync(folder, files, output, cancellationToken);
            if (reference.Count > 0)
            {
                await WriteAsync("docs", reference, output, cancellationToken);
                await WriteAsync(s_chart, readme, output, cancellationToken);
            }

            return 0;
        }

        List<string> differing =
        [
            .. await DifferingAsync(folder, files, cancellationToken),
            .. await DifferingAsync("docs", reference, cancellationToken),
            .. await DifferingAsync(s_chart, readme, cancellationToken),
        ];
        foreach (string path in differing)
            await error.WriteLineAsync($"{path} differs from what the types say; run: make update");

        return differing.Count == 0 ? 0 : 1;
    }

    /// <summary>The names and contents of the files.</summary>
    public static SortedDictionary<string, string> Generate()
    {
        Assembly core = typeof(CustomResourceAttribute).Assembly;
        var definitions = new CustomResourceDefinitions(XmlDocumentation.Load(core, typeof(V1Pod).Assembly));
        return new(
            CustomResourceDefinitions.KindsOf(core).ToDictionary(FileName, kind => Header + YamlWriter.From(definitions.Of(kind))),
            StringComparer.Ordinal
        );
    }

    private static string FileName(Type kind)
    {
        (string? plural, string? group) = CustomResourceDefinitions.NameOf(kind).Split('.', 2) is [var p, var g] ? (p, g) : default;
        return $"{group}_{plural}.yaml";
    }

    private static async Task WriteAsync(
        string folder,
        SortedDictionary<string, string> files,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(folder);
        foreach ((string? name, string? content) in files)
        {
            string path = Path.Combine(folder, name);
            await File.WriteAllTextAsync(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
            await output.WriteLineAsync(path);
        }

        foreach (string path in Foreign(folder, files))
        {
            File.Delete(path);
            await output.WriteLineAsync($"{path} removed");
        }
    }

    private static async Task<List<string>> DifferingAsync(
        string folder,
        SortedDictionary<string, string> files,
        CancellationToken cancellationToken
    )
    {
        var differing = new List<string>();
        foreach ((string? name, string? content) in files)
        {
            string path = Path.Combine(folder, name);
            if (!File.Exists(path) || await File.ReadAllTextAsync(path, cancellationToken) != content)
                differing.Add(path);
        }

        return [.. differing, .. Foreign(folder, files)];
    }

    // The old file of a kind that was renamed must not stay behind.
    private static IEnumerable<string> Foreign(string folder, SortedDictionary<string, string> files) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, KubeTaskApi.Group + "_*.yaml")
                .Where(p => !files.ContainsKey(Path.GetFileName(p)))
                .Order(StringComparer.Ordinal)
            : [];
}
