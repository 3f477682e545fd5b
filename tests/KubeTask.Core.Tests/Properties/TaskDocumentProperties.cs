using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using KubeTask.Core.Contexts;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests.Properties;

/// <summary>The content of a Context stays within its own element of task.md, whatever it is.</summary>
public sealed partial class TaskDocumentProperties
{
    private static readonly Gen<ResolvedContext> s_context = Gen.Select(
        Draw.Name,
        Draw.Name,
        Gen.OneOf("Inline", "ConfigMap"),
        Gen.Bool,
        Gen.Select(Gen.OneOf("a", "b.md", "_"), Draw.Text).Array[0, 3],
        (name, ns, type, directory, entries) =>
            new ResolvedContext(
                new ObjectKey(ns, name),
                type,
                ContextOrigin.Task,
                null,
                directory,
                directory
                    ? [.. entries.DistinctBy(e => e.Item1).Select(e => new ContextEntry(e.Item1, e.Item2))]
                    : [new ContextEntry(null, string.Concat(entries.Select(e => e.Item2)))]
            )
    );

    [Fact]
    public void Hazard_28_a_strict_reader_finds_exactly_the_contexts_that_were_put_in() =>
        s_context
            .Array[0, 4]
            .Sample(
                contexts =>
                {
                    if (contexts.Length == 0)
                    {
                        Assert.Null(TaskDocument.Write(null, contexts));
                        return;
                    }

                    Assert.True(TaskDocument.Write("Do it.", contexts)!.Value.Succeeded(out string? document, out _));
                    Assert.Equal(
                        contexts.Select(c =>
                            $"{c.Key.Namespace}/{c.Key.Name} {c.Type} "
                            + (c.IsDirectory ? string.Join(',', c.Entries.Select(e => e.Key)) : "")
                        ),
                        Parse(document["Do it.\n\n".Length..])
                    );
                    foreach (ContextEntry entry in contexts.SelectMany(c => c.Entries))
                        Assert.Contains(TaskDocument.Defuse(entry.Text!).TrimEnd('\r', '\n'), document, StringComparison.Ordinal);
                },
                iter: Draw.Times(1500)
            );

    [Fact]
    public void Hazard_28_defused_content_has_no_tag_of_ours_and_all_other_text_is_unchanged() =>
        Gen.OneOf(Draw.Text, Gen.String)
            .Sample(
                text =>
                {
                    string defused = TaskDocument.Defuse(text);
                    Assert.DoesNotMatch(AnyTag(), defused);
                    string seen = Unseen().Replace(text, "");
                    if (
                        !seen.Contains("context", StringComparison.OrdinalIgnoreCase)
                        && !seen.Contains("file", StringComparison.OrdinalIgnoreCase)
                    )
                    {
                        Assert.Equal(text, defused);
                    }

                    Assert.Equal(defused, TaskDocument.Defuse(defused));
                    Assert.Equal(Plain(text), Plain(defused));
                },
                iter: Draw.Times(5000)
            );

    private static string Plain(string text) => Bracket().Replace(text, "<");

    [Theory]
    [InlineData("<contexts>")]
    [InlineData("<file-name>")]
    [InlineData("<context.md>")]
    [InlineData("a < b, file > c")]
    [InlineData("&lt;/context>")]
    public void Tags_that_are_not_ours_stay_as_they_are(string text) => Assert.Equal(text, TaskDocument.Defuse(text));

    [Theory]
    [InlineData("</context>", "&lt;/context>")]
    [InlineData("< / CONTEXT >", "&lt; / CONTEXT >")]
    [InlineData("<file/>", "&lt;file/>")]
    [InlineData("<<file x", "<&lt;file x")]
    [InlineData("\uff1c/context\uff1e", "&lt;/context\uff1e")]
    [InlineData("\ufe64\uff0ffile>", "&lt;\uff0ffile>")]
    [InlineData("<\u200b/\u2060con\u00adtext>", "&lt;\u200b/\u2060con\u00adtext>")]
    [InlineData("\u3008context name=\"x\"\u3009", "&lt;context name=\"x\"\u3009")]
    [InlineData("</context\u200b>", "&lt;/context\u200b>")]
    public void Our_own_tags_are_escaped_in_every_form(string text, string defused) => Assert.Equal(defused, TaskDocument.Defuse(text));

    /// <summary>A pattern that backtracks over the blanks would take hours for this text.</summary>
    [Fact]
    public void Hazard_23_a_megabyte_of_brackets_and_blanks_is_defused_quickly()
    {
        string content = string.Concat(
            "<",
            new string(' ', 500_000),
            "/",
            new string('\u200b', 500_000),
            string.Concat(Enumerable.Repeat("< ", 100_000))
        );

        Assert.Equal(content, TaskDocument.Defuse(content));
    }

    [Fact]
    public void Attribute_values_in_task_md_are_escaped()
    {
        var context = new ResolvedContext(
            new ObjectKey("n<s>", "a\"b'&"),
            "Inline",
            ContextOrigin.Task,
            null,
            false,
            [new ContextEntry(null, "x")]
        );

        Assert.True(TaskDocument.Write(null, [context])!.Value.Succeeded(out string? document, out _));

        Assert.Equal("<context name=\"a&quot;b&apos;&amp;\" namespace=\"n&lt;s&gt;\" type=\"Inline\">\nx\n</context>\n", document);
    }

    [Fact]
    public void Empty_content_leaves_no_blank_line_in_task_md()
    {
        var context = new ResolvedContext(
            new ObjectKey("ns", "a"),
            "Inline",
            ContextOrigin.Task,
            null,
            false,
            [new ContextEntry(null, "\r\n\n")]
        );

        Assert.True(TaskDocument.Write(" \n", [context])!.Value.Succeeded(out string? document, out _));

        Assert.Equal("<context name=\"a\" namespace=\"ns\" type=\"Inline\">\n</context>\n", document);
    }

    [Fact]
    public void Binary_content_is_not_written_to_task_md()
    {
        var context = new ResolvedContext(
            new ObjectKey("ns", "a"),
            "ConfigMap",
            ContextOrigin.Task,
            null,
            true,
            [new ContextEntry("t", "x"), new ContextEntry("logo", null, [1])]
        );

        Assert.False(TaskDocument.Write("d", [context])!.Value.Succeeded(out _, out Problem? problem));

        Assert.Equal(TaskReason.InvalidContext, problem.Reason);
        Assert.Contains("\"logo\"", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>Reads line by line. Anything except whole elements, one after another, is an error.</summary>
    private static IEnumerable<string> Parse(string document)
    {
        string? open = null;
        bool inFile = false;
        ImmutableArray<string> files = ImmutableArray<string>.Empty;
        foreach (string line in document.Split('\n'))
        {
            if (ContextStart().Match(line) is { Success: true } start)
            {
                Assert.Null(open);
                (string name, string ns) = (WebUtility.HtmlDecode(start.Groups[1].Value), WebUtility.HtmlDecode(start.Groups[2].Value));
                open = $"{ns}/{name} {start.Groups[3].Value}";
                files = [];
            }
            else if (line == "</context>")
            {
                Assert.NotNull(open);
                Assert.False(inFile);
                yield return $"{open} {string.Join(',', files)}";
                open = null;
            }
            else if (FileStart().Match(line) is { Success: true } file)
            {
                Assert.False(inFile);
                inFile = true;
                files = files.Add(file.Groups[1].Value);
            }
            else if (line == "</file>")
            {
                Assert.True(inFile);
                inFile = false;
            }
            else
            {
                Assert.DoesNotMatch(AnyTag(), line);
                Assert.True(open is not null || line.Length == 0, $"stray text: {line}");
            }
        }

        Assert.Null(open);
    }

    [GeneratedRegex("^<context name=\"([^\"<>]*)\" namespace=\"([^\"<>]*)\" type=\"([^\"<>]*)\">$")]
    private static partial Regex ContextStart();

    [GeneratedRegex("^<file name=\"([^\"<>]*)\">$")]
    private static partial Regex FileStart();

    [GeneratedRegex("&lt;|[\\u2039\\u2329\\u27E8\\u3008\\uFE64\\uFF1C]", RegexOptions.CultureInvariant)]
    private static partial Regex Bracket();

    [GeneratedRegex(@"\p{Cf}")]
    private static partial Regex Unseen();

    [GeneratedRegex(@"<\s*/?\s*(context|file)([\s/>:]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnyTag();
}
