using System.Collections.Concurrent;
using PocketKube.ApiServer.Logs;

namespace PocketKube.Node.Logs;

/// <summary>The logs of all containers on the node, while their pods exist.</summary>
public sealed class NodeLogs(TimeProvider time) : INodeLogs
{
    private const int BadRequest = 400;

    private readonly ConcurrentDictionary<(string PodUid, string Container), ContainerLog> _logs = [];
    private readonly ConcurrentDictionary<(string PodUid, string Container), string> _waiting = [];

    public async Task<PodLogFailure?> CopyAsync(PodLogRequest request, Stream destination, CancellationToken cancellationToken)
    {
        (string Uid, string Container) key = (request.Uid, request.Container);
        if (request.Previous)
        {
            return new PodLogFailure(
                BadRequest,
                $"previous terminated container \"{request.Container}\" in pod \"{request.Pod}\" not found"
            );
        }
        if (!_logs.TryGetValue(key, out ContainerLog? log))
        {
            string reason = _waiting.GetValueOrDefault(key, "ContainerCreating");
            string what = reason is "ErrImagePull" or "ImagePullBackOff" ? "trying and failing to pull image" : reason;
            return new PodLogFailure(BadRequest, $"container \"{request.Container}\" in pod \"{request.Pod}\" is waiting to start: {what}");
        }
        await LogReader.CopyAsync(log, request, destination, time.GetUtcNow(), cancellationToken);
        return null;
    }

    internal void Waits(string podUid, string container, string reason) => _waiting[(podUid, container)] = reason;

    internal ContainerLog Open(string podUid, string container, string path, long limit)
    {
        var log = new ContainerLog(path, limit, time);
        _logs[(podUid, container)] = log;
        return log;
    }

    /// <summary>Forgets a pod's logs; a client that follows one reaches its end.</summary>
    internal void Remove(string podUid)
    {
        foreach ((string PodUid, string Container) key in _logs.Keys.Where(k => k.PodUid == podUid))
        {
            if (_logs.TryRemove(key, out ContainerLog? log))
                log.Dispose();
        }
        foreach ((string PodUid, string Container) key in _waiting.Keys.Where(k => k.PodUid == podUid))
            _waiting.TryRemove(key, out _);
    }
}
