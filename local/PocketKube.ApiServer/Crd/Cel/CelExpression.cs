using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>An expression of CEL that has been read.</summary>
internal abstract record CelExpression
{
    private CelExpression() { }

    /// <exception cref="CelException">It has no value here.</exception>
    public abstract object? Evaluate(CelScope scope);

    public sealed record Literal(object? Value) : CelExpression
    {
        public override object? Evaluate(CelScope scope) => Value;
    }

    public sealed record Variable(string Name) : CelExpression
    {
        public override object? Evaluate(CelScope scope) => scope.Find(Name);
    }

    public sealed record List(IReadOnlyList<CelExpression> Items) : CelExpression
    {
        public override object? Evaluate(CelScope scope) => Items.Select(i => i.Evaluate(scope)).ToList();
    }

    public sealed record Field(CelExpression Target, string Name) : CelExpression
    {
        public override object? Evaluate(CelScope scope)
        {
            object? target = Target.Evaluate(scope);
            return target is CelOptional optional ? optional.Field(Name)
                : CelValue.As<JsonObject>(target).TryGetPropertyValue(Name, out JsonNode? value) ? CelValue.Of(value)
                : throw new CelException($"no such key: {Name}");
        }

        public bool IsSet(CelScope scope) => CelValue.As<JsonObject>(Target.Evaluate(scope)).ContainsKey(Name);
    }

    /// <summary><c>a.?b</c>: the field if there is one. The fields of such a value are optional, too.</summary>
    public sealed record OptionalField(CelExpression Target, string Name) : CelExpression
    {
        public override object? Evaluate(CelScope scope)
        {
            object? target = Target.Evaluate(scope);
            return (target is CelOptional optional ? optional : CelOptional.Of(target)).Field(Name);
        }
    }

    public sealed record Has(Field Of) : CelExpression
    {
        public override object? Evaluate(CelScope scope) => Of.IsSet(scope);
    }

    public sealed record Element(CelExpression Target, CelExpression Index) : CelExpression
    {
        public override object? Evaluate(CelScope scope) =>
            (Target.Evaluate(scope), Index.Evaluate(scope)) switch
            {
                (JsonObject map, string key) => map.TryGetPropertyValue(key, out JsonNode? value)
                    ? CelValue.Of(value)
                    : throw new CelException($"no such key: {key}"),
                (JsonObject, _) => throw new CelException("no such overload"),
                (var list, long index) => index >= 0 && index < CelValue.Size(list)
                    ? CelValue.Elements(list).ElementAt((int)index)
                    : throw new CelException($"index out of bounds: {index.ToString(CultureInfo.InvariantCulture)}"),
                _ => throw new CelException("no such overload"),
            };
    }

    public sealed record Not(CelExpression Operand) : CelExpression
    {
        public override object? Evaluate(CelScope scope) => !CelValue.As<bool>(Operand.Evaluate(scope));
    }

    /// <summary>
    /// <c>&amp;&amp;</c> where <paramref name="Decisive"/> is false, <c>||</c> where it is true. A side that decides does so even if the
    /// other has no value.
    /// </summary>
    public sealed record Either(CelExpression Left, CelExpression Right, bool Decisive) : CelExpression
    {
        public override object? Evaluate(CelScope scope)
        {
            bool left;
            try
            {
                left = CelValue.As<bool>(Left.Evaluate(scope));
            }
            catch (CelException)
            {
                return CelValue.As<bool>(Right.Evaluate(scope)) == Decisive ? Decisive : throw new CelException("no such overload");
            }

            return left == Decisive ? Decisive : CelValue.As<bool>(Right.Evaluate(scope));
        }
    }

    public sealed record Conditional(CelExpression Condition, CelExpression Then, CelExpression Else) : CelExpression
    {
        public override object? Evaluate(CelScope scope) =>
            CelValue.As<bool>(Condition.Evaluate(scope)) ? Then.Evaluate(scope) : Else.Evaluate(scope);
    }

    public sealed record Relation(string Operator, CelExpression Left, CelExpression Right) : CelExpression
    {
        public override object? Evaluate(CelScope scope)
        {
            (object? left, object? right) = (Left.Evaluate(scope), Right.Evaluate(scope));
            return Operator switch
            {
                "==" => CelValue.AreEqual(left, right),
                "!=" => !CelValue.AreEqual(left, right),
                "<" => CelValue.Compare(left, right) < 0,
                "<=" => CelValue.Compare(left, right) <= 0,
                ">" => CelValue.Compare(left, right) > 0,
                ">=" => CelValue.Compare(left, right) >= 0,
                _ => CelValue.Elements(right).Any(e => CelValue.AreEqual(left, e)),
            };
        }
    }

    /// <summary>The macros <c>all</c> and <c>exists</c>.</summary>
    public sealed record Quantifier(CelExpression Target, string Name, CelExpression Body, bool All) : CelExpression
    {
        public override object? Evaluate(CelScope scope)
        {
            IEnumerable<object?> elements = CelValue.Elements(Target.Evaluate(scope));
            return All
                ? elements.All(e => CelValue.As<bool>(Body.Evaluate(new CelScope(Name, e, scope))))
                : elements.Any(e => CelValue.As<bool>(Body.Evaluate(new CelScope(Name, e, scope))));
        }
    }

    /// <summary>A function; what it is called on is its first argument.</summary>
    public sealed record Call(string Function, IReadOnlyList<CelExpression> Arguments) : CelExpression
    {
        private static readonly ConcurrentDictionary<string, Regex> s_patterns = new(StringComparer.Ordinal);

        public static bool IsKnown(string function, int arguments) =>
            (function, arguments) is ("size", 1) or ("matches" or "startsWith" or "endsWith" or "contains" or "orValue", 2);

        public override object? Evaluate(CelScope scope)
        {
            object? first = Arguments[0].Evaluate(scope);
            return Function == "size" ? CelValue.Size(first)
                : Function == "orValue" ? CelValue.As<CelOptional>(first).Or(() => Arguments[1].Evaluate(scope))
                : OfTexts(CelValue.As<string>(first), CelValue.As<string>(Arguments[1].Evaluate(scope)));
        }

        private bool OfTexts(string text, string other) =>
            Function switch
            {
                "startsWith" => text.StartsWith(other, StringComparison.Ordinal),
                "endsWith" => text.EndsWith(other, StringComparison.Ordinal),
                "contains" => text.Contains(other, StringComparison.Ordinal),
                _ => s_patterns.GetOrAdd(other, GoRegex.Of).IsMatch(text),
            };
    }
}
