using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Http;

namespace PocketKube.ApiServer.Faults;

/// <summary>Stands in front of the pipeline and injects faults at random, by a seed.</summary>
internal sealed class FaultLayer(FaultOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Random _dice = new(options.Seed);

    public async Task HandleAsync(HttpContext context, Func<HttpContext, Task> next)
    {
        string method = context.Request.Method;
        string path = context.Request.Path.Value ?? "/";
        var target = RequestTarget.Parse(method, path, context.Request.Query["watch"].ToString() is "true" or "1");
        if (!target.IsResource || options.Applies?.Invoke(method, path) == false)
        {
            await next(context);
            return;
        }

        if (Hits(options.Late))
            await Task.Delay(options.Delay, time, context.RequestAborted);

        if (Refusal(target) is { } refusal)
        {
            await Responder.FailAsync(context, refusal);
            return;
        }

        bool write = target.Verb is "create" or "update" or "patch" or "delete" or "deletecollection";
        if (write && Hits(options.LostAnswer))
        {
            // The write is done, but the client gets no answer: the connection breaks.
            context.Response.Body = Stream.Null;
            await next(context);
            context.Abort();
            return;
        }

        if (target.Verb == "watch" && Hits(options.DroppedWatch))
        {
            await using ITimer drop = time.CreateTimer(_ => context.Abort(), null, options.DropAfter, Timeout.InfiniteTimeSpan);
            await next(context);
            return;
        }

        await next(context);
    }

    /// <summary>True where the dice want an event to be sent twice.</summary>
    public bool DuplicatesEvent() => Hits(options.DuplicatedEvent);

    private StatusException? Refusal(RequestTarget target)
    {
        if (Hits(options.TooManyRequests))
        {
            return new(429, "TooManyRequests", "the server has received too many requests and has asked us to try again later")
            {
                RetryAfterSeconds = options.RetryAfterSeconds,
            };
        }

        if (Hits(options.InternalError))
            return Failures.Internal("a fault that was asked for");

        if (Hits(options.Unavailable))
            return new(503, "ServiceUnavailable", "the server is currently unable to handle the request");

        return target.Verb switch
        {
            "update" or "patch" when Hits(options.Conflict) => new(
                409,
                "Conflict",
                $"Operation cannot be fulfilled on {target.Resource}.{target.Group} \"{target.Name}\": the object "
                    + "has been modified; please apply your changes to the latest version and try again",
                Failures.Details(target.Name, target.Group, target.Resource)
            ),
            "list" or "watch" when Hits(options.Gone) => Failures.Expired("too old resource version: a fault that was asked for"),
            _ => null,
        };
    }

    private bool Hits(double probability)
    {
        if (probability <= 0)
            return false;

        lock (_gate)
            return _dice.NextDouble() < probability;
    }
}
