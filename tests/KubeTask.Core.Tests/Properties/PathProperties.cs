using System.Text.RegularExpressions;
using CsCheck;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;

namespace KubeTask.Core.Tests.Properties;

/// <summary>The schema's rules about paths see the text as it was written, Core sees it normalised: they must come to the same.</summary>
public sealed partial class PathProperties
{
    private static readonly (Regex Pattern, string Message)[] s_rules =
    [
        .. new ContainerPathAttribute().Rules.Select(r =>
            (
                new Regex(
                    Pattern().Match(r.Rule).Groups[1].Value.Replace("$", "\\z", StringComparison.Ordinal),
                    RegexOptions.CultureInvariant
                ),
                r.Message
            )
        ),
    ];

    private static readonly Gen<string> s_path = Gen.OneOf(
        Draw.Path,
        Gen.OneOf(
                "/",
                "/",
                ".",
                "..",
                "proc",
                "sys",
                "dev",
                "var",
                "run",
                "secrets",
                "etc",
                "hosts",
                "hostname",
                "resolv.conf",
                "x",
                ":",
                "\n",
                "\0",
                "\u001f",
                "..."
            )
            .Array[1, 9]
            .Select(string.Concat)
    );

    [Fact]
    public void Hazard_26_a_schemas_rules_and_Core_say_the_same_of_every_absolute_path() =>
        s_path
            .Select(p => "/" + p)
            .Sample(path => Assert.Equal(Broken(path), MountPath.Normalize(path, "/workspace").Error), iter: Draw.Times(20_000));

    [Fact]
    public void Hazard_26_whatever_they_refuse_of_a_relative_path_Core_refuses_too() =>
        s_path
            .Where(p => p.Length > 0 && p[0] != '/')
            .Sample(
                path =>
                {
                    if (Broken(path) is { } message)
                        Assert.Equal(message, MountPath.Normalize(path, "/workspace").Error);
                },
                iter: Draw.Times(5_000)
            );

    private static string? Broken(string path) => s_rules.FirstOrDefault(r => r.Pattern.IsMatch(path)).Message;

    [GeneratedRegex("^!self\\.matches\\(r'(.*)'\\)$")]
    private static partial Regex Pattern();
}
