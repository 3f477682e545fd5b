using CsCheck;
using KubeTask.Core.Contexts;
using KubeTask.Core.Names;

namespace KubeTask.Core.Tests.Properties;

/// <summary>Properties of names, keys and paths.</summary>
public sealed class NameProperties
{
    [Fact]
    public void Names_are_stable_and_within_their_limits_and_distinct_for_distinct_Tasks() =>
        Gen.Select(Draw.Name, Draw.Name, Gen.Int[1, 200], Gen.Int[0, 9])
            .Sample(
                (a, b, attempt, index) =>
                {
                    Assert.Equal(ResourceNames.Job(a, attempt), ResourceNames.Job(new string(a.AsSpan()), attempt));
                    Assert.InRange(ResourceNames.Job(a, attempt).Length, 1, 63);
                    Assert.InRange(ResourceNames.ContextConfigMap(a, index).Length, 1, 253);
                    Assert.InRange(ResourceNames.LabelValue(a).Length, 1, 63);
                    Assert.InRange(ResourceNames.Event(a, "uid", "Started").Length, 1, 253);
                    Assert.Equal(a == b, ResourceNames.Job(a) == ResourceNames.Job(b));
                    Assert.Equal(a == b, ResourceNames.ContextConfigMap(a) == ResourceNames.ContextConfigMap(b));
                    Assert.Equal(a == b, ResourceNames.LabelValue(a) == ResourceNames.LabelValue(b));
                    Assert.NotEqual(ResourceNames.Job(a, attempt), ResourceNames.Job(a, attempt + 1));
                    Assert.NotEqual(ResourceNames.ContextConfigMap(a, index), ResourceNames.ContextConfigMap(a, index + 1));
                },
                iter: Draw.Times(3000)
            );

    /// <summary>Names that differ only after the cut differ by their hash.</summary>
    [Fact]
    public void Long_names_with_the_same_start_lead_to_distinct_names() =>
        Gen.Select(Gen.Char["ab"].Array[1, 20], Gen.Char["ab"].Array[1, 20])
            .Sample(
                (a, b) =>
                {
                    string one = new string('x', 230) + new string(a);
                    string other = new string('x', 230) + new string(b);
                    Assert.Equal(one == other, ResourceNames.Job(one) == ResourceNames.Job(other));
                    Assert.Equal(one == other, ResourceNames.LabelValue(one) == ResourceNames.LabelValue(other));
                    Assert.Equal(one == other, ResourceNames.ContextConfigMap(one, 9) == ResourceNames.ContextConfigMap(other, 9));
                },
                iter: Draw.Times(500)
            );

    [Fact]
    public void Distinct_paths_get_distinct_keys_that_a_ConfigMap_accepts() =>
        Gen.OneOf(Draw.Path, Draw.Path.Select(p => p.Replace('/', '-')))
            .Array[1, 12]
            .Sample(
                paths =>
                {
                    string[] distinct = [.. paths.Select(p => MountPath.Normalize(p, "/workspace").Path).OfType<string>().Distinct()];
                    string[] keys = Keys(distinct);
                    Assert.Equal(keys, Keys(distinct));
                    Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
                    Assert.All(keys, key =>
                    {
                        Assert.Matches(@"\A[-._a-zA-Z0-9]{1,253}\z", key);
                        Assert.False(key is "." || key.StartsWith("..", StringComparison.Ordinal), key);
                    });
                },
                iter: Draw.Times(3000)
            );

    [Fact]
    public void A_normalized_path_stays_as_it_is_and_every_refused_text_has_a_reason() =>
        Gen.OneOf(Draw.Path, Gen.String[0, 40])
            .Sample(
                text =>
                {
                    (string? path, string? error) = MountPath.Normalize(text, "/workspace");
                    Assert.True(path is null != error is null);
                    if (path is null)
                    {
                        Assert.DoesNotContain(error!, char.IsControl);
                        return;
                    }

                    Assert.Equal(path, MountPath.Normalize(path, "/elsewhere").Path);
                    Assert.Equal('/', path[0]);
                    Assert.DoesNotContain("//", path, StringComparison.Ordinal);
                    Assert.NotEqual('/', path[^1]);
                },
                iter: Draw.Times(3000)
            );

    [Theory]
    [InlineData("/..a/x", "/_..a/x")]
    [InlineData("/_..a/x", "/..a/x")]
    [InlineData("/.../x", "/_.../x")]
    [InlineData("/a/b", "/a-b")]
    [InlineData("/é", "/_")]
    public void Paths_that_would_share_a_key_get_distinct_keys(string one, string other)
    {
        string[] keys = Keys([one, other]);

        Assert.NotEqual(keys[0], keys[1]);
        Assert.All(keys, key => Assert.Matches(@"\A(?!\.\.)[-._a-zA-Z0-9]{1,253}\z", key));
        Assert.Matches("-[0-9a-f]{8}$", keys[1]);
    }

    [Theory]
    [InlineData(252)]
    [InlineData(253)]
    [InlineData(400)]
    public void A_long_path_that_begins_with_dots_still_fits(int length) =>
        Assert.InRange(new ContextKeys().KeyFor("/.." + new string('p', length - 2)).Length, 1, 253);

    private static string[] Keys(IEnumerable<string> paths)
    {
        var keys = new ContextKeys();
        return [.. paths.Select(keys.KeyFor)];
    }
}
