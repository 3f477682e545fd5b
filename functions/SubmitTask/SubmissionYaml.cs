using System.Globalization;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubeTask.Functions.Submission;

/// <summary>
/// One YAML document as JSON, read event by event. Anchors, aliases and tags are refused: a Task needs none, and a few lines of aliases can stand for gigabytes.
/// Depth and number of nodes are bounded before anything is kept.
/// </summary>
internal static class SubmissionYaml
{
    public static (JsonNode? Document, string? Error) Parse(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                return (null, "the body is empty; send a Task");
            int nodes = 0;
            JsonNode? document = Read(parser, 1, ref nodes);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out DocumentStart? second))
                return (null, $"the body can't be read at {Place(second!.Start)}: a second document begins; send one Task at a time");
            return (document, null);
        }
        catch (RefusedException e)
        {
            return (null, $"the body can't be read at {Place(e.At)}: {e.Message}");
        }
        catch (YamlException e)
        {
            return (null, $"the body can't be read at {Place(e.Start)}: it is no YAML ({Words(e)})");
        }
    }

    private static JsonNode? Read(Parser parser, int depth, ref int nodes)
    {
        ParsingEvent next = parser.Current ?? throw new YamlException("it ends too early");
        if (++nodes > SubmissionText.MostNodes)
            throw new RefusedException(next.Start, $"it has more than {SubmissionText.MostNodes} values");
        if (depth > SubmissionText.Deepest)
            throw new RefusedException(next.Start, $"it is nested more than {SubmissionText.Deepest} deep");
        if (next is AnchorAlias)
            throw new RefusedException(next.Start, "aliases (*name) are not accepted; write the value out");
        if (next is NodeEvent { Anchor.IsEmpty: false })
            throw new RefusedException(next.Start, "anchors (&name) are not accepted; leave it out");
        if (next is NodeEvent { Tag.IsEmpty: false } tagged && tagged.Tag.Value is not ("!" or "tag:yaml.org,2002:str"))
            throw new RefusedException(next.Start, "tags (!name) are not accepted; leave it out");
        switch (next)
        {
            case Scalar scalar:
                parser.MoveNext();
                return scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true }
                    ? YamlScalar.Plain(scalar.Value)
                    : JsonValue.Create(scalar.Value);
            case SequenceStart:
                parser.MoveNext();
                var list = new JsonArray();
                while (!parser.TryConsume<SequenceEnd>(out _))
                    list.Add(Read(parser, depth + 1, ref nodes));
                return list;
            case MappingStart:
                parser.MoveNext();
                var map = new JsonObject();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    Mark at = parser.Current!.Start;
                    if (parser.Current is not Scalar { Anchor.IsEmpty: true, Tag.IsEmpty: true } key)
                        throw new RefusedException(at, "a name must be a plain text");
                    parser.MoveNext();
                    if (!map.TryAdd(key.Value, null))
                        throw new RefusedException(at, "a name occurs twice");
                    map[key.Value] = Read(parser, depth + 1, ref nodes);
                }

                return map;
            default:
                throw new RefusedException(next.Start, "this can't stand here");
        }
    }

    private static string Place(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"line {mark.Line}, column {mark.Column}");

    /// <summary>The parser's own words, without its name for the place.</summary>
    private static string Words(YamlException e)
    {
        int colon = e.Message.StartsWith('(') ? e.Message.IndexOf("): ", StringComparison.Ordinal) : -1;
        string words = colon < 0 ? e.Message : e.Message[(colon + 3)..];
        return words.Length > 200 ? words[..200] : words.TrimEnd('.');
    }

    /// <summary>YAML, but not what is taken here. Nothing outside of this file sees it.</summary>
#pragma warning disable CA1064 // It never leaves the class.
    private sealed class RefusedException(Mark at, string message) : Exception(message)
    {
        public Mark At { get; } = at;
    }
#pragma warning restore CA1064
}
