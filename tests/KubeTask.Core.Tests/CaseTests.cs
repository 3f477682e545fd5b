using System.Text.Json.Nodes;
using Kubernetes.Yaml;

namespace KubeTask.Core.Tests;

/// <summary>
/// A case is a folder: the objects that there are in its YAML files, and in expected.yaml every write that they lead to. A document of kind Case
/// may set whom it is about where there are several (about: Kind/name), the time (now), what the API server refuses to create and with which words (refuse), and keys of ConfigMaps that are filled up to a
/// number of characters too large for a folder (fill). After a change that is meant, KUBETASK_UPDATE_CASES=1 writes the expectations anew: read the diff.
/// </summary>
public sealed class CaseTests
{
    private const string Expected = "expected.yaml";
    private static readonly string s_cases = RepositoryRoot.Combine("tests", "KubeTask.Core.Tests", "cases");
    private static readonly bool s_update = Environment.GetEnvironmentVariable("KUBETASK_UPDATE_CASES") == "1";

    public static TheoryData<string> Names =>
        [.. Directory.GetDirectories(s_cases).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_leads_to_exactly_the_writes_that_it_names(string name)
    {
        string folder = Path.Combine(s_cases, name);
        List<JsonObject> documents =
        [
            .. Directory
                .GetFiles(folder, "*.yaml")
                .Where(f => Path.GetFileName(f) != Expected)
                .Order(StringComparer.Ordinal)
                .SelectMany(Read),
        ];
        JsonObject? settings = documents.Find(d => (string?)d["kind"] == "Case");
        DateTimeOffset now = settings?["now"] is { } set ? DateTimeOffset.Parse((string)set!, null) : SimulatedCluster.Start.AddMinutes(1);
        var cluster = new SimulatedCluster(now);
        foreach (JsonObject document in documents.Where(d => d != settings))
            cluster.Add(document);
        foreach ((string refused, JsonNode? words) in settings?["refuse"]?.AsObject() ?? [])
            cluster.Refusals.Add(refused, (string)words!);
        foreach ((string key, JsonNode? length) in settings?["fill"]?.AsObject() ?? [])
            Fill(documents, key.Split('/'), (int)(long)length!);
        // The one CronTask, else the one Task, unless the case says whom it is about.
        string? about = (string?)settings?["about"];
        JsonObject root = about is null
            ? documents.SingleOrDefault(d => (string?)d["kind"] == "CronTask") ?? documents.Single(d => (string?)d["kind"] == "Task")
            : documents.Single(d => $"{d["kind"]}/{d["metadata"]?["name"]}" == about);
        var subject = new ObjectKey((string)root["metadata"]!["namespace"]!, (string)root["metadata"]!["name"]!);

        Action<ObjectKey> reconcile = (string)root["kind"]! switch
        {
            "CronTask" => cluster.ReconcileCronTask,
            "Agent" => cluster.ReconcileAgent,
            _ => key => cluster.Reconcile(key),
        };
        reconcile(subject);

        string actual = YamlWriter.From(new JsonObject { ["writes"] = new JsonArray([.. cluster.Writes]) });
        string path = Path.Combine(folder, Expected);
        if (s_update)
            File.WriteAllText(path, actual);
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", actual);
    }

    private static void Fill(List<JsonObject> documents, string[] nameAndKey, int length) =>
        documents.Single(d => (string?)d["kind"] == "ConfigMap" && (string?)d["metadata"]!["name"] == nameAndKey[0])["data"]![
            nameAndKey[1]
        ] = new string('x', length);

    private static IEnumerable<JsonObject> Read(string file)
    {
        using var text = new StreamReader(file);
        return YamlJson.Read(text).Select(n => n.AsObject());
    }
}
