using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Durable.Server.Tests.Security;
using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;
using Durable.Silo.Telemetry;
using Durable.Testing;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Telemetry;

public sealed class TelemetryTests
{
    private static readonly Uri s_metrics = new(TelemetryServerOptions.MetricsPath, UriKind.Relative);

    [Fact]
    public async Task Prometheus_reads_what_executions_did()
    {
        await using var server = await StartAsync(new TelemetryServerOptions { Prometheus = true });
        await server.Fixture.RunAsync("echo", "one", "\"hello\"");

        var metrics = await server.Fixture.Http.GetStringAsync(s_metrics);

        Assert.Contains("durable_execution_ended_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("durable_function_name=\"echo\",status=\"succeeded\"", metrics, StringComparison.Ordinal);
        Assert.Contains("durable_step_duration_seconds_bucket{", metrics, StringComparison.Ordinal);
        Assert.Contains("durable_checkpoint_records_bucket{", metrics, StringComparison.Ordinal);
        Assert.Contains("durable_checkpoint_bytes_bucket{", metrics, StringComparison.Ordinal);
        Assert.Contains("durable_execution_active{", metrics, StringComparison.Ordinal);
        Assert.Contains("durable_admission_queued", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_being_asked_for_there_are_no_metrics_to_read()
    {
        await using var server = await StartAsync(new TelemetryServerOptions());

        using var response = await server.Fixture.Http.GetAsync(s_metrics);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(DurableHttpRoles.Callback, HttpStatusCode.Forbidden)]
    [InlineData(DurableHttpRoles.Viewer, HttpStatusCode.OK)]
    public async Task Metrics_are_for_those_who_may_read(string? role, HttpStatusCode status)
    {
        using var keys = new KeyFile();
        var key = role is null ? null : keys.Add(role, role);
        await using var server = await StartAsync(new TelemetryServerOptions { Prometheus = true }, new AccessServerOptions { ApiKeysPath = keys.Path });
        using var request = new HttpRequestMessage(HttpMethod.Get, s_metrics);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);

        using var response = await server.Fixture.Http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_collector_gets_traces_metrics_and_logs()
    {
        await using var collector = await Collector.StartAsync();
        var server = await StartAsync(
            new TelemetryServerOptions { OtlpEndpoint = collector.Endpoint, OtlpProtocol = OtlpProtocol.Http }, logLevel: LogLevel.Information);
        await server.Fixture.RunAsync("echo", "one", "\"hello\"");
        await server.Fixture.StopAsync();
        await server.DisposeAsync();

        Assert.True(collector.Has("/v1/traces", "run echo"));
        Assert.True(collector.Has("/v1/traces", "step copy"));
        Assert.True(collector.Has("/v1/metrics", "durable.execution.ended"));
        Assert.True(collector.Has("/v1/logs", "ended SUCCEEDED"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public async Task A_start_over_HTTP_hangs_on_what_its_caller_sends(string? traceparent)
    {
        var function = $"traced-{Guid.NewGuid():N}"[..20];
        using var recorder = new ActivityRecorder(name => name == function);
        var fixture = new ServerFixture(durable => durable.AddFunction<string, string>(function, static (text, _) => Task.FromResult(text)));
        await fixture.InitializeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2015-03-31/functions/{function}/invocations") { Content = new StringContent("\"a\"") };
        if (traceparent is not null)
        {
            request.Headers.Add("traceparent", traceparent);
        }

        using var response = await fixture.Http.SendAsync(request);
        await fixture.DisposeAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var anchor = Assert.Single(recorder.Of("start"));
        Assert.Equal(
            traceparent is null ? default : ActivityContext.Parse(traceparent, null).SpanId, anchor.ParentSpanId);
        Assert.Equal(anchor.SpanId, Assert.Single(recorder.Of("run")).ParentSpanId);
    }

    private static async Task<Running> StartAsync(
        TelemetryServerOptions telemetry, AccessServerOptions? access = null, LogLevel logLevel = LogLevel.None)
    {
        var fixture = new ServerFixture(configure: null, access, logLevel, telemetry);
        await fixture.InitializeAsync();
        return new Running(fixture);
    }

    private sealed record Running(ServerFixture Fixture) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Fixture.DisposeAsync();
    }
}
