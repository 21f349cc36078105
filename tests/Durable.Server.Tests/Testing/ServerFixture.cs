using System.Text.Json;
using Durable.Silo.Hosting;
using Durable.Silo.Telemetry;
using Durable.Storage;
using Durable.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Testing;

/// <summary>The real server, in this process: any free port, executions in memory, a clock that the test moves.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly WebApplication _app;

    public ServerFixture()
        : this(configure: null)
    {
    }

    internal ServerFixture(
        Action<DurableExecutionsBuilder>? configure,
        AccessServerOptions? access = null,
        LogLevel logLevel = LogLevel.None,
        TelemetryServerOptions? telemetry = null) => _app = DurableServer.Build(
        new ServerOptions
        {
            Host = HostKind.Embedded,
            Store = StoreKind.Memory,
            Port = 0,
            LogLevel = logLevel,
            Access = access ?? new(),
            Telemetry = telemetry ?? new(),
        },
        durable =>
        {
            durable.Services.AddSingleton<TimeProvider>(Clock);
            TestFunctions.AddTo(durable, Gate);

            // A timer that comes again and again while something runs would drive the clock ahead of what it is driven for.
            durable.ConfigureEngine(static options => options.BlockedTurnAfter = TimeSpan.FromDays(20));
            configure?.Invoke(durable);
        });

    public ManualTimeProvider Clock { get; } = new();

    public HttpClient Http { get; } = new();

    internal Gate Gate { get; } = new();

    internal ICheckpointStore Store => _app.Services.GetRequiredService<ICheckpointStore>();

    internal string Endpoint => _app.Urls.Single();

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        Http.BaseAddress = new Uri(Endpoint);
    }

    public async Task DisposeAsync()
    {
        Gate.Open();
        Http.Dispose();
        await _app.DisposeAsync();
    }

    internal IServiceProvider Services => _app.Services;

    internal Task StopAsync() => _app.StopAsync();

    /// <summary>Starts an execution over HTTP without waiting for it.</summary>
    /// <returns>Its ARN.</returns>
    internal async Task<string> StartAsync(string function, string name, string input)
    {
        using var response = await InvokeAsync(function, input, name, "Event");
        Assert.Equal(202, (int)response.StatusCode);
        return response.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single();
    }

    /// <summary>Starts an execution over HTTP and waits for its end.</summary>
    /// <returns>Its ARN.</returns>
    internal async Task<string> RunAsync(string function, string name, string input)
    {
        using var response = await InvokeAsync(function, input, name, "RequestResponse");
        Assert.Equal(200, (int)response.StatusCode);
        return response.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single();
    }

    internal async Task<HttpResponseMessage> InvokeAsync(string function, string? input, string? name = null, string? type = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2015-03-31/functions/{function}/invocations");
        request.Content = input is null ? null : new StringContent(input);
        AddHeader(request, "X-Amz-Durable-Execution-Name", name);
        AddHeader(request, "X-Amz-Invocation-Type", type);
        return await Http.SendAsync(request);
    }

    /// <summary>The id of an execution's callback, once there is one.</summary>
    internal async Task<string> WhenCallbackAsync(string function, string name)
    {
        string? callbackId = null;
        await Patience.UntilAsync(
            async () =>
            {
                using var history = JsonDocument.Parse(
                    await Http.GetStringAsync(new Uri($"/2025-12-01/durable-executions/{function}/{name}/history", UriKind.Relative)));
                foreach (var e in history.RootElement.GetProperty("Events").EnumerateArray())
                {
                    if (e.TryGetProperty("CallbackStartedDetails", out var details))
                    {
                        callbackId = details.GetProperty("CallbackId").GetString();
                    }
                }

                return callbackId is not null;
            },
            $"the callback of {function}/{name}");
        return callbackId!;
    }

    /// <summary>Moves the clock to whatever is due within a time, again and again, until the task completes.</summary>
    internal Task<T> AdvanceUntilAsync<T>(Task<T> task, TimeSpan within) => Clock.DriveAsync(task, within);

    private static void AddHeader(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
