namespace Durable.Testing;

/// <summary>Executions carry a business key and tags, and are found by them.</summary>
public abstract class LabelContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly Dictionary<string, string> s_tags = new() { ["customer"] = "Ada", ["region"] = "größer als 1" };

    [Fact]
    public async Task Business_key_and_tags_are_shown_and_filtered_by()
    {
        await ServeLoopAsync();
        var labelled = await StartAsync(new StartOptions { BusinessKey = "order 42", Tags = s_tags });
        await StartAsync(new StartOptions { BusinessKey = "order 43", Tags = s_tags });
        await StartAsync(new StartOptions());

        var description = await labelled.DescribeAsync();
        Assert.Equal("order 42", description.BusinessKey);
        Assert.Equal(s_tags, description.Tags);
        var listed = Assert.Single((await Client.ListAsync(new ExecutionQuery { BusinessKey = "order 42" })).Executions);
        Assert.Equal((labelled.Id, "order 42"), (listed.Id, listed.BusinessKey));
        Assert.Equal(s_tags, listed.Tags);
        Assert.Equal(2, (await Client.ListAsync(new ExecutionQuery { Tags = s_tags, FunctionName = Function })).Executions.Count);
        Assert.Empty((await Client.ListAsync(new ExecutionQuery { Tags = s_tags, Statuses = [ExecutionStatus.Failed] })).Executions);
        Assert.Equal(3, (await Client.ListAsync(new ExecutionQuery())).Executions.Count);
    }

    [Fact]
    public async Task An_execution_without_labels_shows_none()
    {
        await ServeLoopAsync();

        var description = await (await StartAsync(new StartOptions())).DescribeAsync();

        Assert.Null(description.BusinessKey);
        Assert.Empty(description.Tags);
    }

    [Fact]
    public async Task They_stay_when_it_continues_as_new_and_when_it_has_ended()
    {
        await ServeLoopAsync();
        var execution = await StartAsync(new StartOptions { BusinessKey = "order 42", Tags = s_tags });

        Assert.Equal(3, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));

        var listed = Assert.Single((await Client.ListAsync(new ExecutionQuery { BusinessKey = "order 42", Tags = s_tags })).Executions);
        Assert.Equal((execution.Id, ExecutionStatus.Succeeded, 3), (listed.Id, listed.Status, listed.RunNumber));
    }

    [Fact]
    public async Task A_start_that_is_repeated_with_other_labels_finds_the_first_and_changes_nothing()
    {
        await ServeLoopAsync();
        var name = UniqueName();
        await StartAsync(new StartOptions { Name = name, BusinessKey = "first", Tags = s_tags });

        var again = await StartAsync(new StartOptions { Name = name, BusinessKey = "second", Tags = new Dictionary<string, string> { ["other"] = "1" } });

        var description = await again.DescribeAsync();
        Assert.Equal("first", description.BusinessKey);
        Assert.Equal(s_tags, description.Tags);
        Assert.Empty((await Client.ListAsync(new ExecutionQuery { BusinessKey = "second" })).Executions);
    }

    [Fact]
    public async Task What_is_at_the_limits_is_taken_and_what_is_beyond_is_refused()
    {
        await ServeLoopAsync();
        var longest = new Dictionary<string, string> { [new string('k', DurableLimits.MaxTagKeyLength)] = new('v', DurableLimits.MaxTagValueLength) };
        await StartAsync(new StartOptions { BusinessKey = new string('ß', DurableLimits.MaxBusinessKeyLength), Tags = longest });
        await StartAsync(new StartOptions { Tags = Many(DurableLimits.MaxTags, "v") });

        await AssertRefusedAsync("The business key has 0 characters", new StartOptions { BusinessKey = "" });
        await AssertRefusedAsync("The business key has 257 characters", new StartOptions { BusinessKey = new string('x', 257) });
        await AssertRefusedAsync("no control characters", new StartOptions { BusinessKey = "a\nb" });
        await AssertRefusedAsync("no control characters", new StartOptions { BusinessKey = "\ud800" });
        await AssertRefusedAsync("There are 17 tags", new StartOptions { Tags = Many(17, "v") });
        await AssertRefusedAsync("The tag key 'a=b' is not valid", new StartOptions { Tags = new Dictionary<string, string> { ["a=b"] = "" } });
        await AssertRefusedAsync("The tag key '' is not valid", new StartOptions { Tags = new Dictionary<string, string> { [""] = "" } });
        await AssertRefusedAsync("The value of tag 'k' is not valid", new StartOptions { Tags = new Dictionary<string, string> { ["k"] = new('v', 257) } });
        await AssertRefusedAsync("the limit is 2048", new StartOptions { Tags = Many(9, new string('v', 256)) });
        Assert.Equal(2, (await Client.ListAsync(new ExecutionQuery())).Executions.Count);
    }

    private static Dictionary<string, string> Many(int count, string value) => Enumerable.Range(0, count).ToDictionary(static i => $"key-{i}", _ => value);

    private Task ServeLoopAsync() => Host.StartAsync(static durable => durable.AddFunction<int, int>(Function, static async (number, context) =>
    {
        await context.WaitAsync(TimeSpan.FromSeconds(30));
        if (number < 3)
        {
            await context.ContinueAsNewAsync(number + 1);
        }

        return number;
    }));

    private Task<ExecutionHandle> StartAsync(StartOptions options) => Client.StartAsync(Function, 1, options).OrFail();

    private async Task AssertRefusedAsync(string problem, StartOptions options)
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(options));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }
}
