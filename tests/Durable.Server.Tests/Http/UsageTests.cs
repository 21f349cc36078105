using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class UsageTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private const string All = "/2025-12-01/usage";

    // Every test finds the same three: echo/a, echo/b, fail/c.
    public async Task InitializeAsync()
    {
        if (!(await GetAsync(All)).Contains("echo", StringComparison.Ordinal))
        {
            await server.RunAsync("echo", "a", "\"\"");
            await server.RunAsync("echo", "b", "\"\"");
            await server.RunAsync("fail", "c", "\"\"");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_executions_have_cost_is_summed_by_function() => Golden.Equal(
        """
        {"Functions":[
        {"FunctionName":"echo","Executions":2,"Usage":{"Operations":2,"Checkpoints":4,"LogBytes":LOG}},
        {"FunctionName":"fail","Executions":1,"Usage":{"Operations":0,"Checkpoints":2,"LogBytes":LOG}}
        ]}
        """,
        LogBytes.Hide(await GetAsync(All)));

    [Fact]
    public async Task One_function_is_summed_by_its_name()
    {
        Assert.Contains("\"FunctionName\":\"echo\",\"Executions\":2", await GetAsync("/2025-12-01/functions/echo/usage"), StringComparison.Ordinal);
        Assert.DoesNotContain("fail", await GetAsync("/2025-12-01/functions/echo/usage"), StringComparison.Ordinal);
        Assert.Equal("{\"Functions\":[]}", await GetAsync("/2025-12-01/functions/sleep/usage"));
    }

    [Fact]
    public async Task Sums_are_of_one_page_and_name_the_next()
    {
        var page = await GetAsync($"{All}?MaxItems=1");

        Assert.Equal(1, page.Split("\"Executions\":1,").Length - 1);
        Assert.Contains("NextMarker", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_is_not_there_is_not_found()
    {
        using var response = await server.Http.GetAsync(new Uri("/2025-12-01/functions/nobody/usage", UriKind.Relative));

        await WireAssert.ErrorAsync(response, 404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task Sums_of_one_version_are_refused_rather_than_made_of_all()
    {
        using var response = await server.Http.GetAsync(new Uri("/2025-12-01/functions/echo:7/usage", UriKind.Relative));

        await WireAssert.ErrorAsync(response, 400, "ValidationException");
    }

    private async Task<string> GetAsync(string path) => await server.Http.GetStringAsync(new Uri(path, UriKind.Relative));
}
