namespace PocketKube.ApiServer.Logs;

/// <summary>Why a log can't be read.</summary>
/// <param name="Code">HTTP status code, such as 400 or 404.</param>
/// <param name="Message">One sentence for the client.</param>
public sealed record PodLogFailure(int Code, string Message);
