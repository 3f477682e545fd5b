using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables;

/// <summary>One step of a <see cref="JsonPath"/>: from a value to none, one or more values in it.</summary>
internal abstract record JsonPathStep
{
    public abstract IEnumerable<JsonNode> Find(JsonNode node);

    private static List<JsonNode> Present(params ReadOnlySpan<JsonNode?> nodes)
    {
        var present = new List<JsonNode>();
        foreach (JsonNode? node in nodes)
        {
            if (node is not null)
                present.Add(node);
        }

        return present;
    }

    public sealed record Field(string Name) : JsonPathStep
    {
        public override IEnumerable<JsonNode> Find(JsonNode node) => Present((node as JsonObject)?[Name]);
    }

    public sealed record All : JsonPathStep
    {
        public override IEnumerable<JsonNode> Find(JsonNode node) =>
            node switch
            {
                JsonArray list => Present([.. list]),
                JsonObject map => Present([.. map.Select(static p => p.Value)]),
                _ => [],
            };
    }

    /// <summary>A negative index counts from the end.</summary>
    public sealed record Index(int At) : JsonPathStep
    {
        public override IEnumerable<JsonNode> Find(JsonNode node)
        {
            if (node is not JsonArray list)
                return [];

            int at = At < 0 ? list.Count + At : At;
            return at >= 0 && at < list.Count ? Present(list[at]) : [];
        }
    }

    public sealed record Slice(int? From, int? To) : JsonPathStep
    {
        public override IEnumerable<JsonNode> Find(JsonNode node)
        {
            if (node is not JsonArray list)
                return [];

            int from = Bound(From ?? 0, list.Count);
            return Present([.. list.Skip(from).Take(Bound(To ?? list.Count, list.Count) - from)]);
        }

        private static int Bound(int index, int count) => Math.Clamp(index < 0 ? count + index : index, 0, count);
    }

    /// <summary>The elements for which the comparison holds; without an operator, those that have the path.</summary>
    public sealed record Filter(JsonPath Path, string Operator, string Literal) : JsonPathStep
    {
        public override IEnumerable<JsonNode> Find(JsonNode node) =>
            node is JsonArray list ? Present([.. list.Where(e => e is not null && Holds(e))]) : [];

        private bool Holds(JsonNode element)
        {
            JsonNode? found = Path.Find(element).FirstOrDefault();
            if (found is null || Operator.Length == 0)
                return found is not null;

            int? order = Compare(found);
            return Operator switch
            {
                "==" => order == 0,
                "!=" => order != 0,
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                ">=" => order >= 0,
                _ => false,
            };
        }

        private int? Compare(JsonNode value)
        {
            if (value.GetValueKind() != JsonValueKind.Number)
                return string.CompareOrdinal(value is JsonValue ? value.ToString() : value.ToJsonString(), Literal);

            return double.TryParse(Literal, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).CompareTo(number)
                : null;
        }
    }
}
