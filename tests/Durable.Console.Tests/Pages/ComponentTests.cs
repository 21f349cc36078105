using Bunit;
using Durable.WebConsole.Access;
using Durable.WebConsole.Parts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.WebConsole.Tests.Pages;

/// <summary>Parts of pages.</summary>
public sealed class ComponentTests : BunitContext
{
    [Theory]
    [InlineData(ExecutionStatus.Running, false, "running", "Running")]
    [InlineData(ExecutionStatus.Running, true, "parked", "Parked")]
    [InlineData(ExecutionStatus.TimedOut, false, "timedout", "Timed out")]
    [InlineData(ExecutionStatus.Stopped, false, "stopped", "Stopped")]
    public void A_status_is_a_letter_and_a_word(ExecutionStatus status, bool isParked, string style, string word)
    {
        var mark = Render<StatusMark>(with => with.Add(static one => one.Status, status).Add(static one => one.IsParked, isParked)).Find(".status");

        Assert.True(mark.ClassList.Contains(style));
        Assert.Equal(word, mark.TextContent[1..]);
        Assert.Equal("true", mark.QuerySelector("i")!.GetAttribute("aria-hidden"));
    }

    [Fact]
    public void A_payload_is_hidden_with_its_size_from_those_without_the_right()
    {
        Ask(ConsoleRights.All with { Payloads = false });

        var payload = Render<Payload>(static with => with.Add(static one => one.Text, new string('x', 1234)).Add(static one => one.Label, "Input"));

        Assert.StartsWith("Hidden, 1.2 KB.", payload.Find("p").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("xx", payload.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_payload_is_cut_and_can_be_had_whole()
    {
        Ask(ConsoleRights.All);

        var payload = Render<Payload>(static with => with
            .Add(static one => one.Text, new string('x', 6_000_000)).Add(static one => one.Label, "Input").Add(static one => one.Whole, "/whole"));

        Assert.Contains("6 MB, of which the first 65.5 KB are shown", payload.Find(".size").TextContent, StringComparison.Ordinal);
        Assert.Equal("/whole", payload.Find("a[download]").GetAttribute("href"));
        Assert.InRange(payload.Markup.Length, 1, 70_000);
    }

    [Fact]
    public void Only_operators_see_what_is_for_them()
    {
        Ask(ConsoleRights.All with { Operate = false });

        Assert.Empty(Render<ForOperators>(static with => with.AddChildContent("Stop")).Markup);
    }

    private void Ask(ConsoleRights rights)
    {
        var request = new ConsoleRequest();
        using var services = new ServiceCollection().AddLogging().AddDurableConsole().BuildServiceProvider();
        request.Begin(new DefaultHttpContext { RequestServices = services, Request = { Path = "/console", RouteValues = new RouteValueDictionary() } }, "/console", rights);
        Services.AddSingleton(request);
    }
}
