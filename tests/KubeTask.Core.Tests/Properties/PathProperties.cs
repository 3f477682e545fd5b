using System.Text.RegularExpressions;
using CsCheck;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;

namespace KubeTask.Core.Tests.Properties;

/// <summary>The schema's rules see a path as it was written, and Core sees it normalized. Both must come to the same result.</summary>
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
                "...",
                "~",
                "$",
                " ",
                "\u00a0",
                "\u0085",
                "\u2028",
                "\u200b"
            )
            .Array[1, 9]
            .Select(string.Concat)
    );

    [Fact]
    public void Hazard_26_schema_and_Core_say_the_same_about_every_absolute_path() =>
        s_path
            .Select(p => "/" + p)
            .Sample(path => Assert.Equal(Broken(path), MountPath.Normalize(path, "/workspace").Error), iter: Draw.Times(20_000));

    [Fact]
    public void Hazard_26_a_relative_path_that_the_schema_refuses_is_refused_by_Core_too() =>
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
