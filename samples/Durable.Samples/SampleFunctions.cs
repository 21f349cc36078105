using Durable.Samples.Earthquakes;
using Durable.Samples.Orders;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Durable.Samples;

/// <summary>Registers the sample functions.</summary>
public static class SampleFunctions
{
    /// <summary>
    /// Adds <c>hello</c> (text), <c>sample-fan-out</c> (number of items), <c>sample-order</c> (an <see cref="Order"/>) and
    /// <c>earthquake-report</c> (an <see cref="EarthquakeReportRequest"/>): names that no service of one's own has.
    /// </summary>
    /// <param name="durable">The host's builder.</param>
    public static DurableExecutionsBuilder AddSampleFunctions(this DurableExecutionsBuilder durable)
    {
        ArgumentNullException.ThrowIfNull(durable);
        durable.Services.TryAddSingleton<IStepJournal, NoStepJournal>();
        durable.Services.TryAddSingleton<ScoringService>();
        return durable
            .AddFunction<string, string>("hello", HelloFunction.RunAsync)
            .AddFunction<int, long>("sample-fan-out", FanOutFunction.RunAsync)
            .AddFunction<Order, OrderOutcome>("sample-order", OrderFunction.RunAsync)
            .AddFunction<EarthquakeReport>(EarthquakeReport.FunctionName);
    }
}
