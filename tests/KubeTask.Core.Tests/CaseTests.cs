using System.Text.Json.Nodes;
using Kubernetes.Yaml;

namespace KubeTask.Core.Tests;

/// <summary>
/// A case is a folder: objects.yaml has the objects that exist, and expected.yaml has every write that they lead to
/// (<see cref="ExpectedWrites"/>). A document of kind Case may set
/// <list type="bullet">
/// <item><c>about</c>: the object to reconcile, as Kind/name, where several could be meant;</item>
/// <item><c>now</c>: the time;</item>
/// <item><c>refuse</c>: names of objects that the API server refuses to create, each with the server's message;</item>
/// <item><c>error</c>: what the last try to reconcile the Task failed with;</item>
/// <item><c>refuseForNow</c>: names of Tasks that the API server refuses to create for now, each with the server's message;</item>
/// <item><c>fill</c>: keys of ConfigMaps, each with a number of characters that is too large to write out.</item>
/// </list>
/// After an intended change, KUBETASK_UPDATE_CASES=1 writes the expectations anew: read the diff.
/// </summary>
public sealed class CaseTests
{
    private const string Expected = "expected.yaml";
    private static readonly string s_cases = RepositoryRoot.Combine("tests", "KubeTask.Core.Tests", "cases");
    private static readonly bool s_update = Environment.GetEnvironmentVariable("KUBETASK_UPDATE_CASES") == "1";

    /// <summary>The path of each case below the folder of all cases, whatever the groups.</summary>
    public static TheoryData<string> Names =>
        [
            .. Directory
                .GetFiles(s_cases, "objects.yaml", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(s_cases, Path.GetDirectoryName(f)!).Replace(Path.DirectorySeparatorChar, '/'))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_leads_to_exactly_the_writes_that_it_expects(string name)
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
        JsonObject actual = Reconcile(settings, documents);

        string path = Path.Combine(folder, Expected);
        if (s_update)
            File.WriteAllText(path, YamlWriter.From(ExpectedWrites.Shorten(actual)));
        JsonObject expected = File.Exists(path) ? Read(path).Single() : [];
        Assert.Equal(YamlWriter.From(ExpectedWrites.InFull(expected)), YamlWriter.From(actual));
    }

    [Fact]
    public void Each_folder_of_the_cases_is_a_case_or_a_group()
    {
        foreach (string folder in Directory.GetDirectories(s_cases, "*", SearchOption.AllDirectories))
        {
            string[] files = [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
            bool isGroup = Directory.GetDirectories(folder).Length > 0;
            Assert.Equal(isGroup ? [] : [Expected, "objects.yaml"], files);
        }
    }

    private static JsonObject Reconcile(JsonObject? settings, List<JsonObject> documents)
    {
        DateTimeOffset now = settings?["now"] is { } set ? DateTimeOffset.Parse((string)set!, null) : SimulatedCluster.Start.AddMinutes(1);
        var cluster = new SimulatedCluster(now) { Error = (string?)settings?["error"] };
        foreach (JsonObject document in documents.Where(d => d != settings))
            cluster.Add(document);
        foreach ((string refused, JsonNode? message) in settings?["refuse"]?.AsObject() ?? [])
            cluster.Refusals.Add(refused, (string)message!);
        foreach ((string refused, JsonNode? message) in settings?["refuseForNow"]?.AsObject() ?? [])
            cluster.RefusalsForNow.Add(refused, (string)message!);
        foreach ((string key, JsonNode? length) in settings?["fill"]?.AsObject() ?? [])
            Fill(documents, key.Split('/'), (int)(long)length!);
        JsonObject root = Subject((string?)settings?["about"], documents);
        var subject = new ObjectKey((string)root["metadata"]!["namespace"]!, (string)root["metadata"]!["name"]!);
        switch ((string)root["kind"]!)
        {
            case "CronTask":
                cluster.ReconcileCronTask(subject);
                break;
            case "Agent":
                cluster.ReconcileAgent(subject);
                break;
            default:
                cluster.Reconcile(subject);
                break;
        }

        return new JsonObject { ["writes"] = new JsonArray([.. cluster.Writes]) };
    }

    /// <summary>The object that the case names; else its one CronTask, else its one Task.</summary>
    private static JsonObject Subject(string? about, List<JsonObject> documents) =>
        about is null
            ? documents.SingleOrDefault(d => (string?)d["kind"] == "CronTask") ?? documents.Single(d => (string?)d["kind"] == "Task")
            : documents.Single(d => $"{d["kind"]}/{d["metadata"]?["name"]}" == about);

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
