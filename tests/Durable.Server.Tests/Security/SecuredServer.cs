using System.Net.Http.Headers;
using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;

namespace Durable.Server.Tests.Security;

/// <summary>A server that wants keys, with one for each kind of caller.</summary>
public sealed class SecuredServer : IAsyncLifetime
{
    public SecuredServer()
    {
        foreach (var role in DurableHttpRoles.All)
        {
            AllKeys[role] = Keys.Add(role, role);
        }

        AllKeys["reader"] = Keys.Add("reader", DurableHttpRoles.Viewer, DurableHttpRoles.Payloads);
        AllKeys["nobody"] = Keys.Add("nobody");
        Server = new ServerFixture(configure: null, new AccessServerOptions { ApiKeysPath = Keys.Path });
    }

    internal ServerFixture Server { get; }

    internal KeyFile Keys { get; } = new();

    /// <summary>Keys by the role that each has; <c>reader</c> is a viewer who sees payloads, and <c>nobody</c> has no role.</summary>
    internal Dictionary<string, string> AllKeys { get; } = [];

    public Task InitializeAsync() => Server.InitializeAsync();

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        Keys.Dispose();
    }

    internal Task<HttpResponseMessage> GetAsync(string path, string? caller) => SendAsync(HttpMethod.Get, path, Credential(caller));

    internal Task<HttpResponseMessage> PostAsync(string path, string? caller, string? body = null) =>
        SendAsync(HttpMethod.Post, path, Credential(caller), body);

    /// <summary>Sends a request with whatever is to be the header <c>Authorization</c>.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? authorization, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        request.Headers.Add("X-Amz-Invocation-Type", "Event");
        return await Server.Http.SendAsync(request);
    }

    /// <summary>Starts an execution as an admin.</summary>
    internal async Task StartAsync(string function, string name, string input, string type = "Event")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2015-03-31/functions/{function}/invocations") { Content = new StringContent(input) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AllKeys[DurableHttpRoles.Admin]);
        request.Headers.Add("X-Amz-Invocation-Type", type);
        request.Headers.Add("X-Amz-Durable-Execution-Name", name);
        using var response = await Server.Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
    }

    private string? Credential(string? caller) => caller is null ? null : $"Bearer {AllKeys[caller]}";
}
