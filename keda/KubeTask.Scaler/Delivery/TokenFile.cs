namespace KubeTask.Scaler.Delivery;

/// <summary>A projected token. The kubelet replaces the file before the token expires, so it is read again every few seconds.</summary>
internal sealed class TokenFile(string path, TimeProvider time)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private string? _token;
    private long _readAt;

    /// <exception cref="IOException">The file can't be read; <see cref="UnauthorizedAccessException"/> where it may not be.</exception>
    public string Read()
    {
        lock (_gate)
        {
            if (_token is null || time.GetElapsedTime(_readAt) >= s_fresh)
            {
                _token = File.ReadAllText(path).Trim();
                _readAt = time.GetTimestamp();
            }

            return _token;
        }
    }
}
