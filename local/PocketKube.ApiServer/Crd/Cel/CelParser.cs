using System.Globalization;

namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>
/// Reads the part of CEL that most rules of custom resources use: fields, optional fields with orValue(), has(), comparisons, in, logic,
/// the conditional, lists, all() and exists(), size() and the tests of strings. Arithmetic, maps, conversions and the other libraries are
/// not supported.
/// </summary>
internal sealed class CelParser
{
    private readonly IReadOnlyList<CelTokens.Token> _tokens;
    private int _position;

    private CelParser(string expression) => _tokens = CelTokens.Of(expression);

    /// <exception cref="CelSyntaxException">It can't be read.</exception>
    public static CelExpression Parse(string expression)
    {
        var parser = new CelParser(expression);
        CelExpression parsed = parser.Conditional();
        return parser._position == parser._tokens.Count ? parsed : throw parser.Unexpected();
    }

    private CelExpression Conditional()
    {
        CelExpression condition = Or();
        if (!Accept("?"))
            return condition;

        CelExpression then = Or();
        Expect(":");
        return new CelExpression.Conditional(condition, then, Conditional());
    }

    private CelExpression Or()
    {
        CelExpression left = And();
        while (Accept("||"))
            left = new CelExpression.Either(left, And(), Decisive: true);

        return left;
    }

    private CelExpression And()
    {
        CelExpression left = Relation();
        while (Accept("&&"))
            left = new CelExpression.Either(left, Relation(), Decisive: false);

        return left;
    }

    private CelExpression Relation()
    {
        CelExpression left = Unary();
        while (Peek() is { IsText: false, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" or "in" } token)
        {
            _position++;
            left = new CelExpression.Relation(token.Text, left, Unary());
        }

        return left;
    }

    private CelExpression Unary()
    {
        if (Accept("!"))
            return new CelExpression.Not(Unary());

        if (Accept("-"))
            return Next() is { IsNumber: true } number ? Number("-" + number.Text) : throw Unexpected();

        return Members(Primary());
    }

    private CelExpression Members(CelExpression target)
    {
        while (true)
        {
            if (Accept("["))
            {
                target = new CelExpression.Element(target, Conditional());
                Expect("]");
            }
            else if (Accept("."))
            {
                bool optional = Accept("?");
                string name = Name();
                if (optional)
                {
                    target = new CelExpression.OptionalField(target, name);
                    continue;
                }

                target =
                    !Accept("(") ? new CelExpression.Field(target, name)
                    : name is "all" or "exists" ? Quantifier(target, name == "all")
                    : Call(name, [target, .. Arguments(")")]);
            }
            else
            {
                return target;
            }
        }
    }

    private CelExpression.Quantifier Quantifier(CelExpression target, bool all)
    {
        string name = Name();
        Expect(",");
        CelExpression body = Conditional();
        Expect(")");
        return new(target, name, body, all);
    }

    private CelExpression Primary()
    {
        CelTokens.Token token = Next();
        if (token.IsText)
            return new CelExpression.Literal(token.Text);

        if (token.IsNumber)
            return Number(token.Text);

        switch (token.Text)
        {
            case "(":
                CelExpression inner = Conditional();
                Expect(")");
                return inner;
            case "[":
                return new CelExpression.List(Arguments("]"));
            case "true" or "false":
                return new CelExpression.Literal(token.Text == "true");
            case "null":
                return new CelExpression.Literal(null);
            case "has":
                Expect("(");
                CelExpression.Field field = Conditional() as CelExpression.Field ?? throw new CelSyntaxException("has() takes a field");
                Expect(")");
                return new CelExpression.Has(field);
            default:
                return !token.IsName ? throw Unexpected(token)
                    : Accept("(") ? Call(token.Text, Arguments(")"))
                    : new CelExpression.Variable(token.Text);
        }
    }

    private List<CelExpression> Arguments(string end)
    {
        var arguments = new List<CelExpression>();
        if (Accept(end))
            return arguments;

        do
        {
            arguments.Add(Conditional());
        } while (Accept(","));
        Expect(end);
        return arguments;
    }

    private static CelExpression.Call Call(string function, List<CelExpression> arguments) =>
        CelExpression.Call.IsKnown(function, arguments.Count)
            ? new(function, arguments)
            : throw new CelSyntaxException($"the function {function} isn't known here");

    private static CelExpression.Literal Number(string text) =>
        new(
            text.Contains('.', StringComparison.Ordinal)
                ? (object)double.Parse(text, CultureInfo.InvariantCulture)
                : long.Parse(text, CultureInfo.InvariantCulture)
        );

    private CelTokens.Token? Peek() => _position < _tokens.Count ? _tokens[_position] : null;

    private CelTokens.Token Next() => Peek() is { } token && _position++ >= 0 ? token : throw Unexpected();

    private string Name() => Next() is { IsName: true } name ? name.Text : throw new CelSyntaxException("a name was expected");

    private bool Accept(string word)
    {
        if (Peek() is not { IsText: false } token || token.Text != word)
            return false;

        _position++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Accept(word))
            throw Unexpected();
    }

    private CelSyntaxException Unexpected(CelTokens.Token? token = null) => new($"unexpected {(token ?? Peek())?.Text ?? "end"}");
}
