using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kubernetes.Yaml;

namespace KubeTask.Local.Tests.Manifests;

/// <summary>
/// All YAML that a user may copy: files below docs and examples, and blocks in docs and in the READMEs. What isn't an object is listed
/// here, so that nothing is left out unnoticed.
/// </summary>
internal static partial class ManifestFiles
{
    /// <summary>
    /// Pages with blocks that are a part of an object, and the rest of that object; null if they are something else, such as the values of
    /// a chart.
    /// </summary>
    private static readonly Dictionary<string, string?> s_fragments = new(StringComparer.Ordinal)
    {
        ["agents/README.md"] = "{apiVersion: kubetask.io/v1alpha1, kind: Agent, metadata: {name: a}, spec: {serviceAccountName: a}}",
        ["docs/agent-context-spec.md"] = "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: t}}",
        ["docs/task.md"] = "{apiVersion: kubetask.io/v1alpha1, kind: Task, metadata: {name: t}, spec: {description: d}}",
    };

    /// <summary>Lists of what scripts for Argo CD should return. hack/argocd reads them.</summary>
    private static readonly string[] s_argoTests = ["health_test.yaml", "action_test.yaml"];

    private static readonly string[] s_built = ["bin", "obj", "out", ".git", ".local", "node_modules", "TestResults", "StrykerOutput"];

    /// <summary>Every object, with the fragments made whole.</summary>
    public static IReadOnlyList<Manifest> All() => [.. Files().SelectMany(f => In(f, File.ReadAllText(RepositoryRoot.Combine(f))))];

    /// <summary>The objects in a file, or in the blocks of a page.</summary>
    public static IEnumerable<Manifest> In(string file, string text) =>
        file.EndsWith(".md", StringComparison.Ordinal)
            ? Blocks(file, text).SelectMany(b => Objects(file, b.Source, b.Text))
            : Objects(file, file, text);

    /// <summary>Pages that have fragments, for the check that the list has no other.</summary>
    public static IEnumerable<string> PagesWithFragments() => s_fragments.Keys;

    private static IEnumerable<string> Files() =>
        Walk(RepositoryRoot.Path)
            .Select(f => Path.GetRelativePath(RepositoryRoot.Path, f).Replace('\\', '/'))
            .Where(f =>
                IsPage(f) || (IsYaml(f) && Below(f, "docs", "examples") && !s_argoTests.Contains(Path.GetFileName(f)) && !IsOfChart(f))
            )
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Walk(string folder) =>
        Directory
            .GetDirectories(folder)
            .Where(d => !s_built.Contains(Path.GetFileName(d)))
            .SelectMany(Walk)
            .Concat(Directory.GetFiles(folder));

    private static bool IsPage(string file) =>
        Path.GetFileName(file) == "README.md" || (file.EndsWith(".md", StringComparison.Ordinal) && Below(file, "docs"));

    private static bool IsYaml(string file) => Path.GetExtension(file) is ".yaml" or ".yml";

    private static bool Below(string file, params string[] folders) => folders.Any(f => file.StartsWith(f + "/", StringComparison.Ordinal));

    /// <summary>Whether a chart has the file: <see cref="BatchTests"/> renders it.</summary>
    private static bool IsOfChart(string file) =>
        Path.GetDirectoryName(file) is { Length: > 0 } folder
        && (File.Exists(RepositoryRoot.Combine(folder, "Chart.yaml")) || IsOfChart(folder));

    private static IEnumerable<(string Source, string Text)> Blocks(string file, string page)
    {
        foreach (Match block in Block().Matches(page))
        {
            int line = page[..block.Index].Count(c => c == '\n') + 1;
            string indent = block.Groups["indent"].Value;
            IEnumerable<string> lines = block
                .Groups["text"]
                .Value.Split('\n')
                .Select(l => l.StartsWith(indent, StringComparison.Ordinal) ? l[indent.Length..] : l);
            yield return ($"{file}:{line}", string.Join('\n', lines));
        }
    }

    private static IEnumerable<Manifest> Objects(string file, string source, string text)
    {
        IReadOnlyList<JsonNode> documents;
        try
        {
            using var reader = new StringReader(text);
            documents = YamlJson.Read(reader);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{source}: {e.Message}", e);
        }

        return documents.SelectMany(d => Objects(file, source, d));
    }

    private static IEnumerable<Manifest> Objects(string file, string source, JsonNode document)
    {
        // What an action of Argo CD returns: objects, each with what is to be done with it.
        if (document is JsonArray list && list.All(i => i?["unstructuredObj"] is JsonObject))
            return list.Select(i => new Manifest(source, i!["unstructuredObj"]!.DeepClone().AsObject()));
        if (document is JsonObject whole && whole.ContainsKey("apiVersion") && whole.ContainsKey("kind"))
            return [new Manifest(source, whole)];
        if (!s_fragments.TryGetValue(file, out string? rest))
            throw new InvalidOperationException($"{source} is no object with apiVersion and kind; ManifestFiles must say what it is");
        if (rest is null)
            return [];
        using var reader = new StringReader(rest);
        JsonObject made = YamlJson.Read(reader)[0].AsObject();
        Merge(made, document.AsObject());
        return [new Manifest(source, made)];
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach ((string key, JsonNode? value) in from)
        {
            if (value is JsonObject inner && into[key] is JsonObject outer)
                Merge(outer, inner);
            else
                into[key] = value?.DeepClone();
        }
    }

    [GeneratedRegex(@"^(?<indent>[ ]*)```ya?ml[^\n]*\n(?<text>.*?)^[ ]*```[ ]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
