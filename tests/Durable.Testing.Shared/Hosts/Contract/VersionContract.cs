namespace Durable.Testing;

/// <summary>Several versions of a function live side by side.</summary>
public abstract class VersionContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task New_executions_take_the_newest_version_and_running_ones_keep_theirs()
    {
        await Host.StartAsync(durable => Register(durable, "9"));
        var old = await StartAsync();
        await WhenWaitingAsync(old);

        await Host.RestartAsync(durable => Register(durable, "10", "9"));
        var @new = await StartAsync();

        Assert.Equal("9", await Clock.DriveAsync(Client.WaitForResultAsync<string>(old.Id)));
        Assert.Equal("10", await Clock.DriveAsync(@new.WithResult<string>().WaitForResultAsync()));
        Assert.Equal(("9", "10"), ((await Client.DescribeAsync(old.Id)).FunctionVersion, (await @new.DescribeAsync()).FunctionVersion));
    }

    [Fact]
    public async Task A_version_is_registered_once()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Host.StartAsync(durable => Register(durable, "1", "2", "1")));

        Assert.Contains("Version '1'", error.Message, StringComparison.Ordinal);
    }

    private static void Register(DurableExecutionsBuilder durable, params string[] versions)
    {
        foreach (var version in versions)
        {
            durable.AddFunction<string?, string>(
                Function,
                async (_, context) =>
                {
                    await context.WaitAsync(TimeSpan.FromSeconds(30));
                    return version;
                },
                options => options.Version = version);
        }
    }
}
