using Durable.Samples.Earthquakes;

namespace Durable.Server.Tests.Demo;

public sealed class EarthquakeReportTests
{
    [Fact]
    public async Task The_report_has_the_numbers_that_were_worked_out_from_the_file_by_other_means()
    {
        await using var host = await SampleHost.StartAsync();

        ExpectedReport.Require(await host.RunAsync<EarthquakeReportRequest, EarthquakeSummary>(EarthquakeReport.FunctionName, new EarthquakeReportRequest()));
    }

    [Fact]
    public void Significance_is_what_the_publisher_gives_an_earthquake_that_nobody_felt()
    {
        var quiet = EarthquakeCatalogue.Rows.Where(static row => row is { Type: "earthquake", Felt: 0 }).ToArray();

        Assert.Equal(1560, quiet.Length);
        Assert.All(quiet, static row => Assert.Equal(row.PublishedSignificance, Seismology.Score(row, Seismology.Check(row)).Significance));
    }

    [Fact]
    public void Every_event_has_an_id_of_its_own() =>
        Assert.Equal(EarthquakeReport.EventCount, EarthquakeCatalogue.Rows.DistinctBy(static row => row.Id).Count());

    [Theory]
    [InlineData("quarry blast")]
    [InlineData("explosion")]
    public void What_people_did_is_rejected(string type)
    {
        var blast = new Earthquake("x1", 0, 1.5, type, 0, 35, "3km N of Somewhere, CA");

        Assert.Throws<NotAnEarthquakeException>(() => Seismology.Check(blast));
    }

    [Theory]
    [InlineData("4km W of Castaic, CA", "California")]
    [InlineData("22km NNE of Hualian, Taiwan", "Taiwan")]
    [InlineData("Southern Mid-Atlantic Ridge", "Southern Mid-Atlantic Ridge")]
    public void The_region_is_what_follows_the_last_comma(string place, string region) =>
        Assert.Equal(region, Seismology.Check(new Earthquake("x1", 10, 1, "earthquake", 0, 15, place)).Region);
}
