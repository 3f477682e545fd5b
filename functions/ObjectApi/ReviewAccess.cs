using System.Text.Json.Nodes;
using KubeTask.Core.Api;
using KubeTask.Functions.TaskApi;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.ObjectApi;

/// <summary>Asks the API server what the caller may do (SelfSubjectAccessReview), so that a page can disable the rest.</summary>
public sealed class ReviewAccess(CallerApi api, RequestBoundary boundary, TimeProvider time)
{
    private const string Path = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private const int MostReviews = 32;
    private static readonly string[] s_attributes = ["verb", "resource", "subresource", "name"];

    public Task RunAsync(HttpContext context, string ns) => boundary.AnswerAsync(context, ns, null, [], async token =>
        {
            (ReadOnlyMemory<byte> body, bool yaml, HttpProblem? problem) = await SubmissionBody.ReadAsync(context, time);
            if (problem is not null)
                return problem;
            (JsonObject? document, problem) = SubmissionText.Parse(body, yaml);
            if (document is null)
                return problem;
            List<FieldProblem> wrong = FieldCheck.Check(document, ObjectJson.Default.AccessReviewRequest);
            if (wrong.Count > 0)
                return HttpProblem.Invalid(wrong);
            JsonObject[] reviews = [.. document["reviews"]!.AsArray().OfType<JsonObject>()];
            if (reviews.Length is 0 or > MostReviews)
                return HttpProblem.Invalid([new FieldProblem("reviews", $"has {reviews.Length} questions; send 1 to {MostReviews}")]);

            (JsonObject? Answer, Refusal? Refusal)[] answers = await Task.WhenAll(
                reviews.Select(review => api.CreateAsync(token, Path, QuestionOf(ns, review), context.RequestAborted))
            );
            if (answers.FirstOrDefault(a => a.Answer is null) is { Refusal: { } refusal })
                return HttpProblem.Of(refusal);
            var answer = new JsonObject { ["reviews"] = new JsonArray([.. reviews.Zip(answers, (r, a) => AnswerOf(r, a.Answer!))]) };
            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, answer);
            return null;
        });

    private static JsonObject QuestionOf(string ns, JsonObject review)
    {
        var attributes = new JsonObject { ["namespace"] = ns, ["group"] = (string?)review["group"] ?? KubeTaskApi.Group };
        foreach (string name in s_attributes)
        {
            if ((string?)review[name] is { } value)
                attributes[name] = value;
        }

        return new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
        };
    }

    private static JsonObject AnswerOf(JsonObject review, JsonObject answer)
    {
        JsonObject answered = review.DeepClone().AsObject();
        answered["allowed"] = (bool?)answer["status"]?["allowed"] ?? false;
        answered.Remove("reason");
        if ((string?)answer["status"]?["reason"] is { Length: > 0 } reason)
            answered["reason"] = reason;
        return answered;
    }
}
