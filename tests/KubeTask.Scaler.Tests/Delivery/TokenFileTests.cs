using KubeTask.Scaler.Delivery;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Delivery;

public sealed class TokenFileTests
{
    [Fact]
    public async Task A_renewed_token_is_read_again_after_10_seconds()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "first\n", TestContext.Current.CancellationToken);
            var time = new FakeTimeProvider();
            var token = new TokenFile(path, time);
            Assert.Equal("first", token.Read());

            await File.WriteAllTextAsync(path, "second", TestContext.Current.CancellationToken);
            Assert.Equal("first", token.Read());
            time.Advance(TimeSpan.FromSeconds(10));

            Assert.Equal("second", token.Read());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
