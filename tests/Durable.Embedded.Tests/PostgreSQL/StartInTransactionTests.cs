namespace Durable.Embedded.Tests.PostgreSQL;

/// <summary>An execution that a transaction of the application asks for starts with its data, or not at all.</summary>
public sealed class StartInTransactionTests : ApplicationDatabase
{
    [Fact]
    public async Task What_commits_is_started_and_what_rolls_back_is_not()
    {
        var client = await ServeAsync(Double);
        ExecutionHandle committed;
        ExecutionHandle rolledBack;
        await using (var connection = await Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            rolledBack = await client.StartInTransactionAsync(transaction, "double", 1, schema: Schema);
            await transaction.RollbackAsync();
        }

        await using (var connection = await Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            committed = await client.StartInTransactionAsync(
                transaction, "double", 21, new StartOptions { Name = "d-1", BusinessKey = "order 7", Tags = new Dictionary<string, string> { ["a"] = "b" } }, schema: Schema);
            await PayAsync(transaction, committed.Id, "receipt", CancellationToken.None);
            await transaction.CommitAsync();
        }

        await WhenAsync($"count(*) = 0 FROM {Schema}.starts");
        Assert.Equal(42, await client.WaitForResultAsync<int>(committed.Id));
        Assert.Equal(("order 7", "b"), ((await committed.DescribeAsync()).BusinessKey, (await committed.DescribeAsync()).Tags["a"]));
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => client.DescribeAsync(rolledBack.Id));
        Assert.Equal(1, await CountPaymentsAsync());
    }

    [Fact]
    public async Task Plain_SQL_asks_as_well_and_what_is_refused_stays_with_the_reason()
    {
        var client = await ServeAsync(Double);
        await AsOwnerAsync($"INSERT INTO {Schema}.starts (function, name, input) VALUES ('double', 's-1', '4'), ('double', 's-1', '5'), ('double', 'not valid!', '6')");

        await WhenAsync($"count(*) = 2 AND count(problem) = 2 FROM {Schema}.starts");

        Assert.Equal(8, await client.WaitForResultAsync<int>(new ExecutionId("double", "s-1")));
        Assert.Contains("s-1", (string)(await AsOwnerAsync($"SELECT problem FROM {Schema}.starts WHERE name = 's-1'"))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_no_host_has_yet_is_waited_for()
    {
        await ServeAsync(Double);
        await AsOwnerAsync($"INSERT INTO {Schema}.starts (function, name, input) VALUES ('triple', 't-1', '4'), ('double', 'd-2', '5')");
        await WhenAsync($"count(*) = 1 FROM {Schema}.starts");

        var client = await ServeAsync(static durable => durable.AddFunction<int, int>("triple", static (input, context) => Task.FromResult(input * 3)));

        await WhenAsync($"count(*) = 0 FROM {Schema}.starts");
        Assert.Equal(12, await client.WaitForResultAsync<int>(new ExecutionId("triple", "t-1")));
    }

    [Fact]
    public async Task A_name_that_is_not_valid_is_refused_at_once()
    {
        var client = await ServeAsync(Double);
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.StartInTransactionAsync(transaction, "double", 1, new StartOptions { Name = "not valid!" }, schema: Schema));
        await Assert.ThrowsAsync<ArgumentException>(() => client.StartInTransactionAsync(transaction, "double", 1, new StartOptions { BusinessKey = "" }, schema: Schema));
        await Assert.ThrowsAsync<ArgumentException>(() => client.StartInTransactionAsync(transaction, "double", 1, schema: "x; DROP TABLE y"));
    }

    private static void Double(DurableExecutionsBuilder durable) => durable.AddFunction<int, int>("double", static (input, context) => Task.FromResult(input * 2));
}
