using Durable.Samples.Earthquakes;

namespace Durable.Server.Tests.Demo;

/// <summary>What the whole data set must come to. Worked out from the file by a script in another language.</summary>
internal static class ExpectedReport
{
    public static void Require(EarthquakeSummary report)
    {
        Assert.Equal(1679, report.Earthquakes);
        Assert.Equal(28, report.Rejected);
        Assert.Equal("22km NNE of Hualian, Taiwan", report.StrongestPlace);
        Assert.Equal(6.4, report.StrongestMagnitude);
        Assert.Equal(102_255, report.Significance);
        Assert.Equal(791.909, report.Terajoules, tolerance: 0.001);
        Assert.Equal(new Dictionary<string, int> { ["shallow"] = 1577, ["intermediate"] = 96, ["deep"] = 6 }, report.ByDepth);
        Assert.Equal(
            [new("California", 817), new("Alaska", 311), new("Nevada", 174), new("Puerto Rico", 47), new RegionCount("Hawaii", 46)],
            report.BusiestRegions);
    }
}
