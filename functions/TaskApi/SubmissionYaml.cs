using System.Globalization;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Reads one YAML document as JSON, event by event; documents without content don't count. Anchors, aliases and tags are refused: a Task
/// needs none, and a few lines of aliases can stand for gigabytes. Depth and number of nodes are checked before anything is kept.
/// </summary>
internal static class SubmissionYaml
{
    public static (JsonNode? Document, string? Error) Parse(string text)
    {
        try
        {
            // Every file of several that were put together may begin with a byte order mark of its own.
            var parser = new Parser(new StringReader(text.Replace("\n\uFEFF", "\n", StringComparison.Ordinal)));
            parser.Consume<StreamStart>();
            JsonNode? found = null;
            int nodes = 0;
            while (parser.TryConsume<DocumentStart>(out DocumentStart? begin))
            {
                JsonNode? document = Read(parser, 1, ref nodes);
                parser.Consume<DocumentEnd>();
                // As for kubectl, a document without content is none: before the first ---, after the last, or with comments only.
                if (document is null)
                    continue;
                if (found is not null)
                    throw new RefusedException(begin.Start, "a second document begins; send one Task at a time");
                found = document;
            }

            return found is null ? (null, "the body is empty; send a Task") : (found, null);
        }
        catch (RefusedException e)
        {
            return (null, $"the body can't be read at {Place(e.At)}: {e.Message}");
        }
        catch (YamlException e)
        {
            return (null, $"the body can't be read at {Place(e.Start)}: it is not YAML ({MessageOf(e)})");
        }
    }

    private static JsonNode? Read(Parser parser, int depth, ref int nodes)
    {
        ParsingEvent next = parser.Current ?? throw new YamlException("the body ends too early");
        if (++nodes > SubmissionText.MaxNodes)
            throw new RefusedException(next.Start, $"it has more than {SubmissionText.MaxNodes} values");
        if (depth > SubmissionText.MaxDepth)
            throw new RefusedException(next.Start, $"it is nested more than {SubmissionText.MaxDepth} deep");
        if (next is AnchorAlias)
            throw new RefusedException(next.Start, "aliases (*name) are not accepted; write the value out");
        if (next is NodeEvent { Anchor.IsEmpty: false })
            throw new RefusedException(next.Start, "anchors (&name) are not accepted; leave it out");
        if (next is NodeEvent { Tag.IsEmpty: false } tagged && tagged.Tag.Value is not ("!" or "tag:yaml.org,2002:str"))
            throw new RefusedException(next.Start, "tags (!name) are not accepted; leave it out");
        switch (next)
        {
            case YamlDotNet.Core.Events.Scalar scalar:
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
                    if (parser.Current is not YamlDotNet.Core.Events.Scalar { Anchor.IsEmpty: true, Tag.IsEmpty: true } key)
                        throw new RefusedException(at, "a name must be a plain string");
                    parser.MoveNext();
                    if (!map.TryAdd(key.Value, null))
                        throw new RefusedException(at, "a name occurs twice");
                    map[key.Value] = Read(parser, depth + 1, ref nodes);
                }

                return map;
            default:
                throw new RefusedException(next.Start, "this is not allowed here");
        }
    }

    private static string Place(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"line {mark.Line}, column {mark.Column}");

    /// <summary>The parser's message, without its own description of the place.</summary>
    private static string MessageOf(YamlException e)
    {
        int colon = e.Message.StartsWith('(') ? e.Message.IndexOf("): ", StringComparison.Ordinal) : -1;
        string message = colon < 0 ? e.Message : e.Message[(colon + 3)..];
        return message.Length > 200 ? message[..200] : message.TrimEnd('.');
    }

    /// <summary>YAML that is refused here. The exception never leaves this file.</summary>
#pragma warning disable CA1064 // It never leaves the class.
    private sealed class RefusedException(Mark at, string message) : Exception(message)
    {
        public Mark At { get; } = at;
    }
#pragma warning restore CA1064
}
