using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Durable.Server.Tests.AspNetCore;

/// <summary>The HTTP API in an application that is not the server.</summary>
public sealed class OwnHostTests
{
    private const string Executions = "/2025-12-01/durable-executions";

    [Fact]
    public async Task It_runs_a_function_of_its_own()
    {
        await using var host = await OwnHost.StartAsync();

        using var response = await host.InvokeAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("\"Hello, Ada!\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Its_own_endpoints_stay_as_they_are()
    {
        await using var host = await OwnHost.StartAsync();

        Assert.Equal("own", await host.Http.GetStringAsync(new Uri("/own", UriKind.Relative)));
        using var unknown = await host.SendAsync(HttpMethod.Get, "/nowhere");
        Assert.Equal(404, (int)unknown.StatusCode);
        Assert.Empty(await unknown.Content.ReadAsStringAsync());
        using var challenged = await host.SendAsync(HttpMethod.Get, "/guarded");
        Assert.Equal(401, (int)challenged.StatusCode);
        Assert.Empty(await challenged.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task It_may_have_a_prefix()
    {
        await using var host = await OwnHost.StartAsync(map: static app => app.MapGroup("/durable").MapDurableExecutions());

        using var invoked = await host.InvokeAsync(prefix: "/durable");
        var arn = invoked.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single();
        using var history = await host.SendAsync(HttpMethod.Get, $"/durable{Executions}/{Uri.EscapeDataString(arn)}/history");

        Assert.Equal(200, (int)history.StatusCode);
        using var refused = await host.SendAsync(HttpMethod.Delete, $"/durable{Executions}/{Uri.EscapeDataString(arn)}");
        Assert.Equal(405, (int)refused.StatusCode);
        Assert.Equal("GET", refused.Content.Headers.Allow.Single());
    }

    [Theory]
    [InlineData(null, "GET", Executions, 401)]
    [InlineData("viewer", "GET", Executions, 200)]
    [InlineData("viewer", "POST", "/2015-03-31/functions/greet/invocations", 403)]
    [InlineData("operator", "POST", "/2015-03-31/functions/greet/invocations", 403)]
    [InlineData("operator,payloads", "POST", "/2015-03-31/functions/greet/invocations", 200)]
    [InlineData("callback", "GET", Executions, 403)]
    public async Task Roles_decide_who_may_call(string? roles, string method, string path, int status)
    {
        await using var host = await OwnHost.StartAsync(static api => api.UseRoles());

        using var response = await host.SendAsync(new HttpMethod(method), path, roles, method == "POST" ? "\"Ada\"" : null);

        Assert.Equal(status, (int)response.StatusCode);
        if (status >= 400)
        {
            using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.Equal(status == 401 ? "UnauthorizedException" : "AccessDeniedException", error.RootElement.GetProperty("__type").GetString());
        }
    }

    [Fact]
    public async Task A_policy_of_its_own_guards_payloads()
    {
        await using var host = await OwnHost.StartAsync(
            static api => api.PayloadPolicy = "auditors",
            add: static services => services.AddAuthorizationBuilder().AddPolicy("auditors", static policy => policy.RequireRole("auditor")));

        using var hidden = await host.InvokeAsync();
        using var shown = await host.InvokeAsync("auditor");

        Assert.Equal(403, (int)hidden.StatusCode);
        Assert.Equal(200, (int)shown.StatusCode);
    }

    [Fact]
    public async Task What_is_required_of_the_endpoints_replaces_the_guard()
    {
        await using var host = await OwnHost.StartAsync(map: static app => app.MapDurableExecutions().RequireAuthorization());

        using var nobody = await host.InvokeAsync();
        using var somebody = await host.InvokeAsync("any");

        Assert.Equal(401, (int)nobody.StatusCode);
        Assert.Equal(200, (int)somebody.StatusCode);
    }

    [Fact]
    public async Task A_host_without_a_default_scheme_is_guarded_by_a_policy_that_names_one()
    {
        await using var host = await OwnHost.StartAsync(
            static api => api.OperatePolicy = "known",
            add: static services => services.AddAuthorizationBuilder()
                .AddPolicy("known", static policy => policy.AddAuthenticationSchemes(OwnHost.Scheme).RequireAuthenticatedUser()),
            defaultScheme: null);

        using var nobody = await host.InvokeAsync();
        using var somebody = await host.InvokeAsync("any");

        Assert.Equal(401, (int)nobody.StatusCode);
        Assert.Equal(200, (int)somebody.StatusCode);
    }

    [Fact]
    public async Task A_whole_host_can_be_kept_to_its_machine()
    {
        await using var host = await OwnHost.StartAsync(map: static app => app.UseLocalAccessOnly());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/own") { Headers = { Host = "evil.example" } };

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(403, (int)response.StatusCode);
    }

    [Fact]
    public async Task Without_a_guard_no_other_name_of_the_machine_is_served()
    {
        await using var host = await OwnHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Executions) { Headers = { Host = "evil.example" } };

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(403, (int)response.StatusCode);
    }

    [Fact]
    public void Without_its_services_mapping_says_what_to_add()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapDurableExecutions());

        Assert.Contains("AddDurableHttpApi", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(DurableLimits.MaxExecutionPayloadBytes + 1)]
    public async Task Limits_that_could_not_work_fail_at_the_start(int maxRequestBytes)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => OwnHost.StartAsync(api => api.MaxRequestBytes = maxRequestBytes));

        Assert.Contains("DurableHttpApiOptions.MaxRequestBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_checks_are_those_of_the_framework()
    {
        await using var host = await OwnHost.StartAsync();

        Assert.Equal(nameof(HealthStatus.Healthy), await host.Http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
    }
}
