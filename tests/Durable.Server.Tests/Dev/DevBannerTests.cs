using Durable.Silo.Dev;
using Durable.Silo.Hosting;

namespace Durable.Server.Tests.Dev;

public sealed class DevBannerTests
{
    private static readonly KeptExecutions s_nothing = new(0, 0, null, 0);
    private static readonly ServerOptions s_options = new() { DataPath = "/data/dev.db", Dev = new DevServerOptions() };

    [Fact]
    public void It_says_where_what_is_kept_what_runs_and_what_to_try_in_80_columns()
    {
        var banner = new DevBanner(s_options, "http://127.0.0.1:8321", "127.0.0.1:30000", ["hello", "a"], s_nothing, HasKeys: true);

        Assert.Equal(
            """
              HTTP API   http://127.0.0.1:8321   no sign-in: this machine only
              Console    http://127.0.0.1:8321/console   in a browser
              Cluster    127.0.0.1:30000   a silo; client apps connect to its gateway here
              Store      /data/dev.db
                         kept between starts; --reset empties it, --memory keeps nothing
              Functions  a, hello
                         the samples; yours: --functions MyFunctions.dll
              Try        durable start hello --input '"Ada"' --wait
              Keys       d  run the demo    k  kill this process    q  stop
            """.Split('\n'),
            banner.Lines.Skip(1));
        Assert.All(banner.Lines, static line => Assert.InRange(line.Length, 1, 80));
    }

    [Fact]
    public void A_path_below_home_is_short()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var banner = new DevBanner(s_options with { DataPath = Path.Combine(home, ".durable", "dev.db") }, "x", null, ["a"], s_nothing, HasKeys: false);

        Assert.Contains($"  Store      ~{Path.DirectorySeparatorChar}{Path.Combine(".durable", "dev.db")}", banner.Lines);
    }

    [Fact]
    public void A_store_that_forgets_says_so()
    {
        var banner = new DevBanner(s_options with { Store = StoreKind.Memory }, "x", null, ["a"], s_nothing, HasKeys: false);

        Assert.Contains("  Store      memory   lost when this process ends", banner.Lines);
        Assert.DoesNotContain(banner.Lines, static line => line.Contains("kept", StringComparison.Ordinal));
    }

    [Fact]
    public void Own_functions_are_what_to_try_and_no_demo_is_offered()
    {
        var options = s_options with { FunctionPaths = ["mine.dll"], Port = 4711 };
        var banner = new DevBanner(options, "http://127.0.0.1:4711", null, ["f", "e", "d", "c", "b", "hello"], s_nothing, HasKeys: true);

        Assert.Contains("  Functions  b, c, d, e and 2 more", banner.Lines);
        Assert.Contains("  Try        durable start b --input JSON --wait --endpoint http://127.0.0.1:4711", banner.Lines);
        Assert.Equal("  Keys       k  kill this process    q  stop", banner.Lines.Last());
    }

    [Theory]
    [InlineData(1, 0, "kept from earlier: 1 execution, all ended")]
    [InlineData(3, 2, "kept from earlier: 3 executions, 2 of them unfinished", "goes on: order/7", "         1,204 operations are in its log and do not run again")]
    [InlineData(1000, 0, "kept from earlier: 1,000 executions or more, all ended")]
    public void What_was_kept_and_goes_on_is_said(int count, int running, params string[] lines) =>
        Assert.Equal(lines, new KeptExecutions(count, running, running > 0 ? new ExecutionId("order", "7") : null, 1204).Lines);
}
