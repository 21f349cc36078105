using Durable.WebConsole.Endpoints;
using Durable.WebConsole.Tests.Testing;

namespace Durable.WebConsole.Tests.Http;

public sealed class RefusalTests
{
    private static readonly ExecutionParkedException s_parked = new(new ExecutionId("order", "1"), ConsoleHost.Marker);

    [Fact]
    public void Why_an_execution_is_parked_is_for_those_who_may_see_payloads()
    {
        Assert.Contains(ConsoleHost.Marker, Refusal.Of(s_parked, maySeePayloads: true)!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ConsoleHost.Marker, Refusal.Of(s_parked, maySeePayloads: false)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_the_host_is_left_to_it() => Assert.Null(Refusal.Of(new InvalidOperationException(), maySeePayloads: true));
}
