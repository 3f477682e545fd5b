using KubeTask.Core.Validation;
using KubeTask.Hosting;

namespace KubeTask.Functions.TaskApi;

/// <summary>A query parameter of this interface.</summary>
/// <param name="Name">Its name, written exactly so.</param>
/// <param name="Example">How it is written, as an error shows it.</param>
internal sealed record QueryParameter(string Name, string Example)
{
    public static readonly QueryParameter Wait = new("wait", "wait=60s"),
        DryRun = new("dryRun", "dryRun=All"),
        Limit = new("limit", "limit=100"),
        Continue = new("continue", "continue=VALUE, with metadata.continue of the page before"),
        LabelSelector = new("labelSelector", "labelSelector=team=a"),
        Follow = new("follow", "follow=true"),
        TailLines = new("tailLines", "tailLines=100"),
        Attempt = new("attempt", "attempt=2");

    /// <summary>A problem with its value.</summary>
    /// <param name="rule">What it must be.</param>
    public HttpProblem Wrong(string rule) => HttpProblem.BadRequest($"{Name}: {rule}, such as {Example}");
}

/// <summary>
/// Refuses query parameters that a call doesn't have. Ignored silently, a misspelled <c>follow</c> would end a log early, and a
/// <c>dryRun</c> would create a Task.
/// </summary>
internal static class QueryParameters
{
    /// <param name="query">The request's query.</param>
    /// <param name="known">The parameters of this call.</param>
    public static HttpProblem? Check(IQueryCollection query, IReadOnlyList<QueryParameter> known)
    {
        foreach (string name in query.Keys)
        {
            QueryParameter? parameter = known.FirstOrDefault(p => p.Name == name);
            if (parameter is null)
                return HttpProblem.BadRequest(Unknown(name, known));
            if (query[name].Count > 1)
                return HttpProblem.BadRequest($"{name}: is given more than once; give it once, such as {parameter.Example}");
        }

        return null;
    }

    private static string Unknown(string name, IReadOnlyList<QueryParameter> known)
    {
        string? meant = Similar.To(name, known.Select(p => p.Name));
        string names = string.Join(", ", known.Select(p => p.Name));
        return $"{OneLine.Of(name, OneLine.ValueLimit)}: there is no such query parameter here"
            + (meant is null ? ". " : $"; did you mean {meant}? ")
            + (known.Count == 0 ? "This call has none; leave it out" : $"The parameters are: {names}");
    }
}
