namespace KubeTask.Scaler.Delivery;

/// <summary>A projected token, which the kubelet writes anew before it expires: it is read again when what was read is older than a moment.</summary>
internal sealed class TokenFile(string path, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private string? token;
    private long readAt;

    /// <exception cref="IOException">The file can't be read; <see cref="UnauthorizedAccessException"/> where it may not be.</exception>
    public string Read()
    {
        lock (gate)
        {
            if (token is null || time.GetElapsedTime(readAt) >= Fresh)
            {
                token = File.ReadAllText(path).Trim();
                readAt = time.GetTimestamp();
            }

            return token;
        }
    }
}
