using System.Text;
using System.Text.Json;
using CsCheck;
using k8s.Models;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;
using KubeTask.Core.Jobs;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests.Contexts;

/// <summary>
/// hazards.md, row 24: content that is too large for one ConfigMap is spread over several; content that is too large for all is refused.
/// </summary>
public sealed class ContextPlannerTests
{
    private const int Limit = TaskLimits.ConfigMapBytes;
    private static readonly Dictionary<string, string> s_nothing = [];

    [Fact]
    public void Hazard_24_a_folder_over_several_ConfigMaps_is_one_projected_volume()
    {
        ContextLayout layout = Plan(Folder("/rules", ("a", Text(600_000)), ("b", Text(600_000)), ("c", Text(300_000)))).Value!;
        V1Job job = Job(layout);

        Assert.Equal(2, layout.ConfigMaps);
        V1Volume volume = job.Spec.Template.Spec.Volumes.Single(v => v.Name == "dir-mount-0");
        Assert.Null(volume.ConfigMap);
        Assert.Equal(
            ["t-context: rules-a as a", "t-context-1: rules-b as b, rules-c as c"],
            volume.Projected.Sources.Select(s =>
                $"{s.ConfigMap.Name}: {string.Join(", ", s.ConfigMap.Items.Select(i => $"{i.Key} as {i.Path}"))}"
            )
        );
        Assert.Equal(["t-context", "t-context-1"], TaskObjects.ContextConfigMaps(NewTask(), layout).Select(c => c.Metadata.Name));
    }

    [Fact]
    public void Hazard_24_files_over_several_ConfigMaps_have_a_volume_for_each()
    {
        ContextLayout layout = Plan(File("/a", Text(600_000)), File("/b", Text(600_000)), File("/c", Text(399_000))).Value!;
        V1PodSpec pod = Job(layout).Spec.Template.Spec;

        Assert.Equal(
            ["workspace", "context-files: t-context", "context-files-1: t-context-1"],
            pod.Volumes.Select(v => v.ConfigMap is null ? v.Name : $"{v.Name}: {v.ConfigMap.Name}")
        );
        Assert.Equal(
            ["workspace", "context-files", "context-files-1", "context-files-1"],
            pod.Containers[0].VolumeMounts.Select(m => m.Name)
        );
    }

    [Theory]
    [InlineData(Limit - 1, true)] // The key "a" takes one.
    [InlineData(Limit, false)]
    public void Hazard_24_a_file_may_fill_a_ConfigMap_and_no_more(int length, bool fits)
    {
        Result<ContextLayout> planned = Plan(File("/a", Text(length)));

        Assert.Equal(fits, planned.Succeeded(out _, out Problem? problem));
        Assert.True(fits || problem!.Reason == TaskReason.ContextTooLarge);
    }

    [Theory]
    [InlineData(Limit / 2 - 1, 1)]
    [InlineData(Limit / 2, 2)]
    public void Two_files_share_a_ConfigMap_when_both_fit(int length, int configMaps) =>
        Assert.Equal(configMaps, Plan(File("/a", Text(length)), File("/b", Text(length))).Value!.ConfigMaps);

    [Theory]
    [InlineData(749_997, true)] // 999,996 in Base64, and the key.
    [InlineData(750_000, false)]
    public void Binary_content_counts_by_its_Base64_size(int length, bool fits) =>
        Assert.Equal(
            fits,
            Plan(
                new ResolvedContext(
                    new ObjectKey("ns", "a"),
                    "ConfigMap",
                    ContextOrigin.Task,
                    "/a",
                    false,
                    [new ContextEntry("a", null, new byte[length])]
                )
            ).Value
                is not null
        );

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Hazard_24_all_files_together_have_a_limit(int over, bool fits)
    {
        // Nine files with keys of one letter.
        const int Each = TaskLimits.ContextBytes / 9 - 1;
        int last = TaskLimits.ContextBytes - 8 * (Each + 1) - 1 + over;
        Result<ContextLayout> planned = Plan([.. Enumerable.Range(0, 9).Select(i => File($"/{i}", Text(i == 8 ? last : Each)))]);

        Assert.Equal(fits, planned.Succeeded(out _, out Problem? problem));
        Assert.True(
            fits || problem!.Message.StartsWith("the contexts have over 8388608 bytes together", StringComparison.Ordinal),
            problem?.Message
        );
    }

    [Fact]
    public void The_first_of_two_files_that_are_too_large_is_named()
    {
        Assert.False(Plan(File("/a", Text(Limit + 1)), File("/b", Text(Limit + 2))).Succeeded(out _, out Problem? problem));

        Assert.StartsWith("the file /a takes 1000002 bytes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large_is_named_before_a_total_that_is_too_large()
    {
        Assert.False(Plan([.. Enumerable.Range(0, 10).Select(i => File($"/{i}", Text(Limit + 1)))]).Succeeded(out _, out Problem? problem));

        Assert.StartsWith("the file /0 takes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Task_without_files_needs_no_ConfigMap() =>
        Assert.Equal(
            0,
            Plan(new ResolvedContext(new ObjectKey("ns", "a"), "ConfigMap", ContextOrigin.Task, "/a", true, [])).Value!.ConfigMaps
        );

    [Fact]
    public void Hazard_23_24_no_ConfigMap_is_over_a_servers_limits_or_the_Task_is_refused()
    {
        var content = Gen.Select(Gen.OneOf("x", "<", "é", "文", "😀", "\u0001", "\"", "\n"), Gen.Int[0, 1_100_000], (piece, bytes) =>
            new StringBuilder().Insert(0, piece, bytes / Encoding.UTF8.GetByteCount(piece)).ToString()
        );
        content
            .Array[1, 10]
            .Sample(
                contents =>
                {
                    Result<ContextLayout> planned = Plan([.. contents.Select((c, i) => File($"/f{i}", c))]);
                    if (!planned.Succeeded(out ContextLayout? layout, out Problem? problem))
                    {
                        Assert.Equal(TaskReason.ContextTooLarge, problem.Reason);
                        return;
                    }

                    Assert.True(contents.Sum(c => (long)Encoding.UTF8.GetByteCount(c)) <= TaskLimits.ContextBytes);
                    Assert.All(TaskObjects.ContextConfigMaps(NewTask(), layout), configMap =>
                    {
                        Assert.InRange(configMap.Data.Sum(d => d.Key.Length + Encoding.UTF8.GetByteCount(d.Value)), 0, 1024 * 1024);
                        // The request, as it goes over the wire.
                        Assert.InRange(
                            JsonSerializer.SerializeToUtf8Bytes(configMap, ApiJson.Default.V1ConfigMap).Length,
                            0,
                            3 * 1024 * 1024
                        );
                    });
                },
                iter: Draw.Times(40)
            );
    }

    [Fact]
    public void Planning_throws_for_no_contexts() =>
        Gen.Select(Draw.Text, Gen.Select(Draw.Path, Draw.Text, Gen.Bool, Gen.Bool).Array[0, 6], Draw.Path)
            .Sample(
                (description, contexts, occupied) =>
                {
                    ResolvedContext[] resolved =
                    [
                        .. contexts
                            .Select(
                                (c, i) =>
                                    new ResolvedContext(
                                        new ObjectKey("ns", $"c{i}"),
                                        "Inline",
                                        c.Item3 ? ContextOrigin.Agent : ContextOrigin.Task,
                                        MountPath.Normalize(c.Item1, "/workspace").Path,
                                        c.Item4,
                                        [new ContextEntry("k", c.Item2)]
                                    )
                            )
                            .OrderBy(c => c.Origin),
                    ];
                    var taken = new Dictionary<string, string>();
                    if (MountPath.Normalize(occupied, "/workspace").Path is { } path)
                        taken.Add(path, "a credential");
                    Result<ContextLayout> planned = ContextPlanner.Plan(description, resolved, "/workspace", taken);
                    Assert.True(planned.Value is null != planned.Problem is null);
                    if (planned.Value is { } layout)
                        Assert.Equal(layout.AllFiles.Count(), layout.AllFiles.Select(f => f.Path).Distinct().Count());
                },
                iter: Draw.Times(1500)
            );

    private static string Text(int length) => new('x', length);

    private static ResolvedContext File(string path, string text) =>
        new(new ObjectKey("ns", path[1..]), "Inline", ContextOrigin.Task, path, false, [new ContextEntry(null, text)]);

    private static ResolvedContext Folder(string path, params (string Key, string Text)[] entries) =>
        new(
            new ObjectKey("ns", "folder"),
            "ConfigMap",
            ContextOrigin.Task,
            path,
            true,
            [.. entries.Select(e => new ContextEntry(e.Key, e.Text))]
        );

    private static Result<ContextLayout> Plan(params ResolvedContext[] contexts) =>
        ContextPlanner.Plan(null, contexts, "/workspace", s_nothing);

    private static V1Alpha1Task NewTask() =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = "t",
                NamespaceProperty = "ns",
                Uid = "u",
            },
            Spec = new V1Alpha1TaskSpec(),
        };

    private static V1Job Job(ContextLayout layout)
    {
        var agent = new V1Alpha1Agent
        {
            Metadata = new V1ObjectMeta { Name = "default" },
            Spec = new V1Alpha1AgentSpec { ServiceAccountName = "agent" },
        };
        return JobBuilder.Build(NewTask(), AgentSettings.From(NewTask(), agent, []).Value!, layout);
    }
}
