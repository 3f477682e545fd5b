using System.Globalization;
using System.Net;
using KubeTask.Functions.TaskApi;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.ObjectApi;

/// <summary>What a list or a watch asks for.</summary>
internal sealed record ListQuery(string? Limit, string? Continue, string? LabelSelector, string? FieldSelector, string? Watch)
{
    private const string PageLimit = "500";

    public static readonly QueryParameter FieldSelectorParameter = new("fieldSelector", "fieldSelector=metadata.name=update-service-a"),
        WatchParameter = new("watch", "watch=true");

    public static readonly QueryParameter[] Parameters =
    [
        QueryParameter.Limit,
        QueryParameter.Continue,
        QueryParameter.LabelSelector,
        FieldSelectorParameter,
        WatchParameter,
    ];

    public bool Watches => Watch == "true";

    /// <summary>What is wrong with the values, as far as it can be seen here.</summary>
    public HttpProblem? Check() =>
        Limit is not null
        && !(int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 500)
            ? QueryParameter.Limit.Wrong("must be a whole number from 1 to 500")
        : Watch is not (null or "true" or "false") ? WatchParameter.Wrong("must be true or false")
        : Watches && (Limit is not null || !string.IsNullOrEmpty(Continue))
            ? HttpProblem.BadRequest("watch: sends every object, so it goes without limit and continue; leave them out")
        : null;

    /// <summary>The API server's path of a page.</summary>
    public string Page(string collection, string? next) =>
        $"{collection}?limit={Uri.EscapeDataString(Limit ?? PageLimit)}"
        + (string.IsNullOrEmpty(next) ? "" : $"&continue={Uri.EscapeDataString(next)}")
        + Selectors();

    /// <summary>The API server's path of the smallest page, which shows whether the caller gets an answer.</summary>
    public string Probe(string collection) => $"{collection}?limit=1" + Selectors();

    /// <summary>The API server's path of a watch.</summary>
    public string WatchPath(string collection, string resourceVersion) =>
        $"{collection}?watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(resourceVersion)}" + Selectors();

    /// <summary>The API server speaks of a parameter that it can't read without naming it.</summary>
    public HttpProblem ProblemOf(Refusal refusal)
    {
        var problem = HttpProblem.Of(refusal);
        bool unread = problem.Status == StatusCodes.Status400BadRequest;
        bool staleOrBroken = refusal.Code == HttpStatusCode.Gone || refusal.Message.Contains("continue", StringComparison.Ordinal);
        return unread && !string.IsNullOrEmpty(Continue) && staleOrBroken
                ? HttpProblem.BadRequest($"{QueryParameter.Continue.Name}: {problem.Detail}; list again from the first page, without it")
            : unread && !string.IsNullOrEmpty(FieldSelector) && refusal.Message.Contains("field", StringComparison.Ordinal)
                ? FieldSelectorParameter.Wrong($"must be a field selector ({problem.Detail})")
            : unread && !string.IsNullOrEmpty(LabelSelector)
                ? QueryParameter.LabelSelector.Wrong($"must be a label selector ({problem.Detail})")
            : problem;
    }

    private static bool IsPageSize(string limit) =>
        int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 500;

    private string Selectors() =>
        (LabelSelector is null ? "" : $"&labelSelector={Uri.EscapeDataString(LabelSelector)}")
        + (FieldSelector is null ? "" : $"&fieldSelector={Uri.EscapeDataString(FieldSelector)}");
}
