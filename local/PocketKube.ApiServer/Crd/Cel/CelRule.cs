using System.Text.Json.Nodes;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>One rule of a schema (x-kubernetes-validations).</summary>
/// <param name="Expression">What must be true.</param>
/// <param name="Message">What to say where it isn't.</param>
/// <param name="IsTransition">Whether it compares with the value before; it holds for changes only.</param>
internal sealed record CelRule(CelExpression Expression, string Message, bool IsTransition)
{
    private const string Self = "self";
    private const string OldSelf = "oldSelf";

    /// <summary>
    /// The rules of a schema that are supported here. A rule that uses more of CEL is skipped, as by a server without CEL.
    /// </summary>
    public static IEnumerable<CelRule> Of(JsonObject schema)
    {
        foreach (JsonObject rule in (schema.Array("x-kubernetes-validations") ?? []).OfType<JsonObject>())
        {
            if (TryParse(rule.Text("rule") ?? "") is { } expression)
                yield return new(expression, rule.Text("message") ?? $"failed rule: {rule.Text("rule")}", Names(expression, OldSelf));
        }
    }

    /// <summary>Adds the errors of a value. A transition rule also needs the old value.</summary>
    public void Check(JsonNode value, JsonNode? before, string path, List<FieldError> errors)
    {
        var scope = new CelScope(Self, CelValue.Of(value), IsTransition ? new CelScope(OldSelf, CelValue.Of(before)) : null);
        string? wrong;
        try
        {
            wrong = CelValue.As<bool>(Expression.Evaluate(scope)) ? null : Message;
        }
        catch (CelException e)
        {
            wrong = $"{e.Message} evaluating rule: {Message}";
        }

        if (wrong is not null)
            errors.Add(FieldError.RuleBroken(path, value, wrong));
    }

    private static CelExpression? TryParse(string rule)
    {
        try
        {
            return CelParser.Parse(rule);
        }
        catch (CelSyntaxException)
        {
            return null;
        }
    }

    private static bool Names(CelExpression expression, string variable) =>
        expression switch
        {
            CelExpression.Variable v => v.Name == variable,
            CelExpression.List list => list.Items.Any(i => Names(i, variable)),
            CelExpression.Field field => Names(field.Target, variable),
            CelExpression.Has has => Names(has.Of, variable),
            CelExpression.Element element => Names(element.Target, variable) || Names(element.Index, variable),
            CelExpression.Not not => Names(not.Operand, variable),
            CelExpression.Either either => Names(either.Left, variable) || Names(either.Right, variable),
            CelExpression.Conditional c => Names(c.Condition, variable) || Names(c.Then, variable) || Names(c.Else, variable),
            CelExpression.Relation relation => Names(relation.Left, variable) || Names(relation.Right, variable),
            CelExpression.Quantifier quantifier => Names(quantifier.Target, variable) || Names(quantifier.Body, variable),
            CelExpression.Call call => call.Arguments.Any(a => Names(a, variable)),
            _ => false,
        };
}
