using System.Globalization;
using System.Text;
using CsCheck;

namespace KubeTask.Testing.Draws;

/// <summary>Draws names, texts and paths that an API server would accept, strange ones on purpose.</summary>
public static class Draw
{
    /// <summary>Mutation tests run every test often, so they take only a tenth of the draws (KUBETASK_DRAW_PERCENT=10).</summary>
    private static readonly int s_percent = int.Parse(
        Environment.GetEnvironmentVariable("KUBETASK_DRAW_PERCENT") ?? "100",
        CultureInfo.InvariantCulture
    );

    /// <summary>The number of draws for a test that wants <paramref name="iterations"/>.</summary>
    public static int Times(int iterations) => Math.Max(1, iterations * s_percent / 100);

    /// <summary>Names of objects up to their limit, often just at the limits of Jobs and labels.</summary>
    public static readonly Gen<string> Name = Gen.Select(
        Gen.Frequency(
            (6, Gen.Int[1, 12]),
            (3, Gen.OneOf(52, 55, 58, 59, 60, 62, 63, 64, 65, 244, 245, 246, 252, 253)),
            (1, Gen.Int[1, 253])
        ),
        Gen.Char["abz059-."].Array[253],
        (length, characters) => string.Create(length, characters, (span, from) =>
            {
                // Dots and dashes may be between letters only.
                for (int i = 0; i < span.Length; i++)
                    span[i] = (from[i] is '-' or '.') && (i == 0 || i == span.Length - 1 || span[i - 1] is '-' or '.') ? 'x' : from[i];
                if (span.Length > 1 && span[^2] is '-' or '.')
                    span[^1] = 'y';
            })
    );

    /// <summary>Text of all kinds: our own tags in disguise, control characters, other scripts, empty.</summary>
    public static readonly Gen<string> Text = Gen.OneOf(
            Gen.OneOf(
                "",
                " ",
                "\n",
                "text",
                "</context>",
                "< / FILE >",
                "<context name=\"x\" namespace=\"y\" type=\"Inline\">",
                "<file name=\"k\">",
                "</file\n>",
                "<\tcontext/>",
                "<<context",
                "<contexts>",
                "<file-name>",
                "<filet>",
                "<context.md>",
                "]]>",
                "<![CDATA[",
                "<!-- </context> -->",
                "&lt;/context>",
                "&",
                "<",
                ">",
                "\"",
                "'",
                "\0",
                "\u0001",
                "\u001b[2J",
                "\r\n",
                "\u2028",
                "\u202eevil",
                "\uff1c/context\uff1e",
                "<\u200b/con\u00adtext>",
                "\ufe64file name=\"x\">",
                "\u200b",
                "\u2003\u00a0",
                "é",
                "文脈",
                "😀",
                "\ufeff",
                "$(HOME)",
                "`id`",
                "---\n",
                "# h\n\n"
            ),
            Gen.String[0, 20]
        )
        .Array[0, 8]
        .Select(string.Concat)
        .Select(WellFormed);

    /// <summary>Mount paths: good ones that often collide, and ones that an attacker might try.</summary>
    public static readonly Gen<string> Path = Gen.Frequency(
        (
            8,
            Gen.Select(
                Gen.OneOf("/", "/", "", "//", "./"),
                Gen.OneOf("a", "b", "a-b", "a_b", "..a", "_..a", "...", ".", "workspace", "task.md", "é", "x y", "x$(X)").Array[1, 4],
                (root, segments) => root + string.Join('/', segments)
            )
        ),
        (
            2,
            Gen.OneOf(
                "",
                "/",
                "//",
                ".",
                "..",
                "/..",
                "a/../b",
                "/proc",
                "/proc/self/environ",
                "//proc/./x",
                "proc",
                "/sys",
                "/dev/null",
                "/var",
                "/var/run",
                "/var/run/secrets/kubernetes.io/serviceaccount/token",
                "/run/secrets",
                "/etc/hosts",
                "/etc/hostname/x",
                "/workspace",
                "/workspace/",
                "/workspace/task.md",
                "task.md",
                "task.md/x",
                "a:b",
                "/a\0b",
                "/a\nb",
                "/etc",
                "/procs",
                "/\u0085",
                "C:\\x",
                "/…",
                "/\uff0e\uff0e/x",
                "/a/..\u200b/b",
                "\u2025/etc",
                "/a\u2215b",
                "/proc\u200b",
                "/\u202egpj.exe",
                "/a...",
                "/a./b.",
                "/a /b ",
                " ",
                "\t",
                "/~",
                "~/x",
                "/a/~b/c",
                "$HOME/x",
                "/a/${HOME}",
                "/$(X)",
                "a\u00a0",
                "/ a",
                "/a/\u3000b",
                "/a\u2028",
                "/a\\..\\b",
                "/%2e%2e/x"
            )
        ),
        (1, Gen.Select(Gen.OneOf("/", "/..", "/a/.."), Gen.Int[240, 1000], (root, length) => root + new string('p', length))),
        (1, Gen.String[0, 12].Select(WellFormed))
    );

    /// <summary>JSON has no lone surrogates, so objects have none.</summary>
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
