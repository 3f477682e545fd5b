using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Callers;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace KubeTask.Scaler.Activator;

/// <summary>
/// Forwards submissions to the functions, and holds them while the functions sleep. A request counts as demand from its first moment to the
/// last byte of its answer. A request that never reached a function is sent again; one that may have reached a function is for the caller
/// to repeat, with the same Idempotency-Key.
/// </summary>
internal sealed class SubmissionForwarder : IDisposable
{
    private const int MostTries = 3;
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(2);

    // A log may be silent for hours; TCP keep-alive tells a silent function from a dead one.
    private static readonly ForwarderRequestConfig s_forwarding = new()
    {
        ActivityTimeout = TimeSpan.FromDays(1),
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        AllowResponseBuffering = false,
    };

    private readonly IHttpForwarder _forwarder;
    private readonly HoldingRoom _room;
    private readonly LingeringDemand _demand;
    private readonly ActivatorSettings _settings;
    private readonly TimeProvider _time;
    private readonly string _destination;
    private readonly HttpMessageInvoker _http;

    public SubmissionForwarder(
        IHttpForwarder forwarder,
        HoldingRoom room,
        LingeringDemand demand,
        ActivatorSettings settings,
        TimeProvider time
    )
    {
        _forwarder = forwarder;
        _room = room;
        _demand = demand;
        _settings = settings;
        _time = time;
        _destination = settings.FunctionsUrl.AbsoluteUri.TrimEnd('/');
        _http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                // A connection stays with one replica, so short-lived connections give new replicas their share.
                PooledConnectionLifetime = TimeSpan.FromSeconds(5),
                ConnectCallback = ConnectAsync,
            }
        );
    }

    /// <param name="stopping">Ends the wait of held requests.</param>
    public async Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        // No function is woken for a request that needs none.
        if (await SubmissionPaths.AnswerAsync(context))
            return;
        StringValues authorization = context.Request.Headers.Authorization;
        if (SubmissionPaths.NeedsToken(context.Request.Path) && CallerToken.Parse(authorization is [var one] ? one : null) is null)
        {
            await SubmissionProblems.NoToken(authorization).WriteAsync(context);
        }
        else if (context.Request.ContentLength > _settings.LargestBody)
        {
            context.LiftBodyLimit();
            await SubmissionProblems.BodyTooLarge(_settings.LargestBody).WriteAsync(context);
        }
        else
        {
            await ForwardAsync(context, stopping);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task ForwardAsync(HttpContext context, CancellationToken stopping)
    {
        using IDisposable wanted = _demand.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        long begun = _time.GetTimestamp();
        for (int tries = 1; ; )
        {
            if (_room.Asleep && WakingPage.Fits(context.Request))
            {
                await ShowWakingAsync(context, ending.Token);
                return;
            }

            if (_room.Asleep && !await HoldAsync(context, _settings.HoldFor - _time.GetElapsedTime(begun), ending.Token))
                return;
            ForwarderError error = await _forwarder.SendAsync(
                context,
                _destination,
                _http,
                s_forwarding,
                HttpTransformer.Default,
                context.RequestAborted
            );
            if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
                return;
            Exception? why = context.Features.Get<IForwarderErrorFeature>()?.Exception;
            bool unsent =
                why is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
            if (unsent)
                _room.FoundAsleep();
            if (!unsent && !(HttpMethods.IsGet(context.Request.Method) && tries++ < MostTries))
            {
                await RefuseAsync(context, error, why);
                return;
            }

            context.Response.Clear();
        }
    }

    /// <summary>Holds the request until the functions answer; false where it was refused instead.</summary>
    private async Task<bool> HoldAsync(HttpContext context, TimeSpan left, CancellationToken ending)
    {
        try
        {
            // A body without a length may be as large as allowed.
            long size = context.Request.ContentLength ?? (context.Request.Headers.TransferEncoding.Count > 0 ? _settings.LargestBody : 0);
            switch (left > TimeSpan.Zero ? await _room.WaitAsync(size, left, ending) : Held.TooLong)
            {
                case Held.Released:
                    return true;
                case Held.Full:
                    await HttpProblem
                        .Unavailable("the functions are being woken, and too many requests wait for them already", TimeSpan.FromSeconds(2))
                        .WriteAsync(context);
                    return false;
                case Held.TooLong:
                    await HttpProblem
                        .Unavailable($"the functions did not wake within {_settings.HoldFor.TotalSeconds:F0} s", TimeSpan.FromSeconds(10))
                        .WriteAsync(context);
                    return false;
                default:
                    throw new UnreachableException();
            }
        }
        catch (OperationCanceledException)
        {
            if (!context.RequestAborted.IsCancellationRequested)
                await SubmissionProblems.Stopping.WriteAsync(context);
            return false;
        }
    }

    /// <summary>Shows a page while the functions wake.</summary>
    private async Task ShowWakingAsync(HttpContext context, CancellationToken ending)
    {
        try
        {
            await WakingPage.ShowAsync(context, _room.WaitAsync(0, _settings.HoldFor, ending));
        }
        catch (OperationCanceledException)
        {
            // The reader has gone, or this scaler stops: a page that isn't whole makes the browser say so.
            context.Abort();
        }
    }

    private Task RefuseAsync(HttpContext context, ForwarderError error, Exception? why)
    {
        context.Response.Clear();
        HttpProblem problem =
            (why as BadHttpRequestException ?? why?.InnerException as BadHttpRequestException) is { } bad
                ? SubmissionProblems.Of(bad, _settings.LargestBody)
            : error is ForwarderError.RequestBodyClient ? SubmissionProblems.IncompleteBody
            : HttpProblem.Unavailable(
                "the function ended before it answered; whether it created a Task isn't known: "
                    + "repeat the request with the same Idempotency-Key",
                TimeSpan.FromSeconds(1)
            );
        return problem.WriteAsync(context);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_connectTimeout);
            await socket.ConnectAsync(context.DnsEndPoint, limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A Service without endpoints may drop packets instead of refusing them. Either way no function runs.
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
