using KubeTask.Kubernetes.Api;

namespace KubeTask.Functions.Events;

/// <summary>Who may call the event endpoints.</summary>
internal static class EventCallers
{
    /// <summary>Whether the caller may deliver events. If not, the refusal has been sent.</summary>
    public static async Task<bool> MayDeliverAsync(this HttpContext context)
    {
        EventVerdict verdict;
        try
        {
            EventAccess access = context.RequestServices.GetRequiredService<EventAccess>();
            verdict = await access.CheckAsync(context.Request.Headers.Authorization is [var one] ? one : null, context.RequestAborted);
        }
        catch (Exception e)
            when (e is ApiException or HttpRequestException
                || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
            )
        {
            context
                .RequestServices.GetRequiredService<ILogger<EventAccess>>()
                .LogWarning("who delivers an event can't be asked: {Error}", e.Message);
            await RefuseAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "the API server could not be asked who you are; deliver the event again"
            );
            return false;
        }

        if (verdict == EventVerdict.Unknown)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Authorization: must be \"Bearer\" and the scaler's token");
        }
        else if (verdict == EventVerdict.Forbidden)
        {
            await RefuseAsync(
                context,
                StatusCodes.Status403Forbidden,
                "only the scaler may deliver events, with a token for the functions' own audience"
            );
        }

        return verdict == EventVerdict.Allowed;
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(message + "\n");
    }
}
