using Durable.Samples.Orders;

namespace Durable.Server.Tests.Demo;

public sealed class SampleFunctionsTests
{
    [Fact]
    public async Task Hello_greets()
    {
        await using var host = await SampleHost.StartAsync();

        Assert.Equal("Hello, world!", await host.RunAsync<string, string>("hello", "world"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 30)]
    [InlineData(300, 8_955_050)]
    public async Task Fan_out_adds_up_the_squares(int items, long sum)
    {
        await using var host = await SampleHost.StartAsync();

        Assert.Equal(sum, await host.RunAsync<int, long>("sample-fan-out", items));
    }

    [Fact]
    public async Task An_order_is_shipped_though_the_payment_provider_did_not_answer_at_first()
    {
        await using var host = await SampleHost.StartAsync();

        var outcome = await host.RunAsync<Order, OrderOutcome>("sample-order", new Order("tea", 2, "Oslo"));

        Assert.True(outcome.Shipped);
        Assert.Equal("OSLO-002", outcome.Message);
        Assert.Empty(outcome.Undone);
    }

    [Fact]
    public async Task An_order_that_nobody_delivers_is_taken_back_newest_first()
    {
        await using var host = await SampleHost.StartAsync();

        var outcome = await host.RunAsync<Order, OrderOutcome>("sample-order", new Order("tea", 2, "Atlantis"));

        Assert.False(outcome.Shipped);
        Assert.Equal("No carrier delivers to Atlantis.", outcome.Message);
        Assert.Equal(["refund-card", "release-stock"], outcome.Undone);
    }
}
