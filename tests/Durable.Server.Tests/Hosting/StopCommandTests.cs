using Durable.Silo.Hosting;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Server.Tests.Hosting;

public sealed class StopCommandTests : IDisposable
{
    private static readonly ExecutionId s_id = new("orders", "42");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-stop-");

    private string Database => Path.Combine(_directory.FullName, "durable.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_execution_is_stopped_in_the_store_and_left_to_be_settled(bool isParked)
    {
        await using (var store = Open())
        {
            await store.CreateAsync(New() with { ParkedAt = isParked ? DateTimeOffset.UnixEpoch : null });
        }

        var (exitCode, output, error) = await RunAsync("stop", "orders/42", "--data", Database, "--reason", "kills the server");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("Stopped orders/42 at ", output, StringComparison.Ordinal);
        Assert.Equal(isParked, output.Contains("it was parked", StringComparison.Ordinal));
        await using var after = Open();
        var head = (await after.ReadHeadAsync(s_id, includeData: true))!;
        Assert.Equal((ExecutionStatus.Stopped, "kills the server", null), (head.Status, head.Error!.ErrorMessage, head.ParkedAt));
        Assert.Equal(WakeUpKind.Lease, head.WakeUp!.Value.Kind);
    }

    [Fact]
    public async Task What_is_not_there_or_has_ended_is_said()
    {
        var (exitCode, _, error) = await RunAsync("stop", "orders/42", "--data", Database);
        Assert.Equal((8, $"durable-server: There is no database at {Database}: name it with --data."), (exitCode, error));
        Assert.False(File.Exists(Database));

        await using (var store = Open())
        {
            await store.CreateAsync(New());
        }

        (exitCode, _, error) = await RunAsync("stop", "orders/43", "--data", Database);
        Assert.Equal((8, "durable-server: There is no execution orders/43 in the store. Nothing was changed."), (exitCode, error));

        await RunAsync("stop", "orders/42", "--data", Database);
        (exitCode, _, error) = await RunAsync("stop", "orders/42", "--data", Database);
        Assert.Equal(8, exitCode);
        Assert.StartsWith("durable-server: Execution orders/42 has ended Stopped at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_a_server_has_open_is_left_alone()
    {
        await using var store = Open();
        await store.CreateAsync(New());

        var (exitCode, _, error) = await RunAsync("stop", "orders/42", "--data", Database);

        Assert.Equal(4, exitCode);
        Assert.Contains("is already open in", error, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Running, (await store.ReadHeadAsync(s_id, includeData: false))!.Status);
    }

    [Theory]
    [InlineData("stop", "'orders'", "orders")]
    [InlineData("stop", "--data names a database file", "orders/42", "--store", "dynamodb", "--data", "x.db")]
    [InlineData("stop", "Must be one of: 'sqlite' 'postgres' 'dynamodb'", "orders/42", "--store", "memory")]
    [InlineData("stop", "there is nothing to stop", "orders/42", "--store", "dynamodb", "--dynamodb-local")]
    public async Task What_makes_no_sense_is_refused(string command, string message, params string[] args)
    {
        var (exitCode, _, error) = await RunAsync([command, .. args]);

        Assert.Equal(2, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static ExecutionHead New() => SampleHeads.New(DateTimeOffset.UtcNow, s_id.FunctionName, s_id.Name);

    private SqliteCheckpointStore Open() => SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = Database });

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await ServerCommand.InvokeAsync(args, output, error);
        return (exitCode, output.ToString().Trim(), error.ToString().Trim());
    }
}
