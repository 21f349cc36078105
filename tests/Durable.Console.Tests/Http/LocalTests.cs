using System.Net;
using Durable.WebConsole.Tests.Testing;
using Microsoft.AspNetCore.Builder;

namespace Durable.WebConsole.Tests.Http;

/// <summary>A console that nothing guards is for its own machine.</summary>
public sealed class LocalTests
{
    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("0.0.0.0", HttpStatusCode.Forbidden)]
    public async Task Without_a_guard_the_address_must_name_the_loopback_interface(string name, HttpStatusCode status)
    {
        await using var host = await ConsoleHost.StartAsync();

        using var answer = await host.GetAsync("/console", null, ("Host", name));

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task An_application_guards_it_as_it_guards_the_rest()
    {
        await using var host = await ConsoleHost.StartAsync(map: static app => app.MapDurableConsole("/durable").RequireAuthorization("read"));

        using var unknown = await host.GetAsync("/durable");
        using var known = await host.GetAsync("/durable", "read", ("Host", "shop.example"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (unknown.StatusCode, known.StatusCode));
    }

    [Fact]
    public async Task Who_is_not_known_is_led_to_where_one_signs_in()
    {
        await using var host = await ConsoleHost.StartAsync(static console => (console.ReadPolicy, console.SignInPath) = ("read", "/sign-in"));

        using var answer = await host.GetAsync("/console/executions?status=Failed");

        Assert.Equal("/sign-in?from=%2Fconsole%2Fexecutions%3Fstatus%3DFailed", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Options_that_cannot_work_are_refused_at_the_start() => Assert.Contains(
        "must be a path of this application",
        (await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => ConsoleHost.StartAsync(static console => console.SignInPath = "https://evil.example"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Missing_services_are_named() => Assert.Contains(
        "AddDurableConsole", Assert.Throws<InvalidOperationException>(() => WebApplication.CreateBuilder().Build().MapDurableConsole()).Message, StringComparison.Ordinal);
}
