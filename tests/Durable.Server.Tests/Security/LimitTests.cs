using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Durable.Server.Tests.Security;

/// <summary>How much a caller may send, and how often.</summary>
public sealed class LimitTests
{
    private const string List = "/2025-12-01/durable-executions";
    private const int Burst = 40;

    [Fact]
    public async Task A_caller_that_asks_too_often_is_told_to_wait_and_others_are_not()
    {
        using var keys = new KeyFile();
        var (eager, calm) = (keys.Add("eager", DurableHttpRoles.Viewer), keys.Add("calm", DurableHttpRoles.Viewer));
        await UseAsync(new AccessServerOptions { ApiKeysPath = keys.Path, MaxRequestsPerSecond = 1 }, async server =>
        {
            var answers = await BurstAsync(server, List, eager);

            Assert.Contains(answers, static answer => (int)answer.StatusCode == 200);
            var refused = answers.First(static answer => (int)answer.StatusCode == 429);
            await WireAssert.ErrorAsync(
                refused, 429, "TooManyRequestsException", "The caller has sent more requests in a second than it may. Send it again later.");
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
            Assert.Contains("\"Reason\":\"CallerRateLimitExceeded\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

            using var other = await SendAsync(server, List, calm);
            Assert.Equal(200, (int)other.StatusCode);
        });
    }

    [Fact]
    public async Task Who_guesses_keys_is_counted_by_address()
    {
        using var keys = new KeyFile();
        var key = keys.Add("ci", DurableHttpRoles.Viewer);
        await UseAsync(new AccessServerOptions { ApiKeysPath = keys.Path, MaxRequestsPerSecond = 1 }, async server =>
        {
            var answers = await BurstAsync(server, List, "durable_guess");

            Assert.Equal([401, 429], answers.Select(static answer => (int)answer.StatusCode).Distinct().Order());
            using var known = await SendAsync(server, List, key);
            Assert.Equal(200, (int)known.StatusCode);
        });
    }

    [Fact]
    public Task A_supervisor_asks_as_often_as_it_likes_whether_the_server_lives() => UseAsync(
        new AccessServerOptions { MaxRequestsPerSecond = 1 },
        static async server => Assert.All(await BurstAsync(server, "/health/live", key: null), static answer => Assert.Equal(200, (int)answer.StatusCode)));

    [Fact]
    public async Task Guesses_of_a_key_are_counted_where_health_is_asked_for_by_another_verb()
    {
        using var keys = new KeyFile();
        await UseAsync(new AccessServerOptions { ApiKeysPath = keys.Path, MaxRequestsPerSecond = 1 }, static async server =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Burst).Select(async _ =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/health/live");
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer durable_guess");
                return await server.Http.SendAsync(request);
            }));

            Assert.Contains(answers, static answer => (int)answer.StatusCode == 429);
        });
    }

    [Fact]
    public Task Without_a_limit_none_is_refused() => UseAsync(
        new AccessServerOptions(),
        static async server => Assert.All(await BurstAsync(server, List, key: null), static answer => Assert.Equal(200, (int)answer.StatusCode)));

    [Fact]
    public Task A_body_above_the_limit_is_refused_and_one_at_the_limit_is_not() => UseAsync(
        new AccessServerOptions { MaxRequestBytes = 1024 },
        static async server =>
        {
            using var at = await server.InvokeAsync("echo", $"\"{new string('a', 1022)}\"", type: "Event");
            Assert.Equal(202, (int)at.StatusCode);

            using var above = await server.InvokeAsync("echo", $"\"{new string('a', 1023)}\"", type: "Event");
            var message = await WireAssert.ErrorAsync(above, 413, "RequestTooLargeException");
            Assert.StartsWith("The input has more than 1024 bytes, which is the limit.", message, StringComparison.Ordinal);

            using var chunked = new HttpRequestMessage(HttpMethod.Post, "/2015-03-31/functions/echo/invocations");
            chunked.Headers.TransferEncodingChunked = true;
            chunked.Content = new StringContent($"\"{new string('a', 5000)}\"");
            using var response = await server.Http.SendAsync(chunked);
            await WireAssert.ErrorAsync(response, 413, "RequestTooLargeException");
        });

    [Fact]
    public Task Callers_that_send_slowly_are_cut_off() => UseAsync(new AccessServerOptions(), static server =>
    {
        var limits = server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.InRange(limits.RequestHeadersTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.InRange(limits.KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(3));
        Assert.NotNull(limits.MinRequestBodyDataRate);
        Assert.NotNull(limits.MinResponseDataRate);
        Assert.InRange(limits.MaxRequestHeadersTotalSize, 1, 32 * 1024);
        return Task.CompletedTask;
    });

    private static async Task UseAsync(AccessServerOptions access, Func<ServerFixture, Task> use)
    {
        var server = new ServerFixture(configure: null, access);
        await server.InitializeAsync();
        try
        {
            await use(server);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static Task<HttpResponseMessage[]> BurstAsync(ServerFixture server, string path, string? key) =>
        Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => SendAsync(server, path, key)));

    private static async Task<HttpResponseMessage> SendAsync(ServerFixture server, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        return await server.Http.SendAsync(request);
    }
}
