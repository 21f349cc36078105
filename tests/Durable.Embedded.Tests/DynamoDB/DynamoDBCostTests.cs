using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Tests.DynamoDB;

/// <summary>What whole executions cost on DynamoDB, engine and store together.</summary>
public sealed class DynamoDBCostTests : HostContract<DynamoDBHostFixture>
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(10, 11)]
    public async Task An_execution_of_k_steps_takes_one_write_more_than_it_has_steps(int steps, int requests)
    {
        await RunWhileTimeStandsStillAsync(async context =>
        {
            var sum = 0;
            for (var i = 0; i < steps; i++)
            {
                sum += await context.StepAsync((_, _) => Task.FromResult(i), "add");
            }

            return sum;
        });

        // Whoever asks for the result after the end reads it from the table.
        Assert.Equal(requests, Host.Table.UsageOf(Function).Requests - Host.Store.Count(StoreRequestKind.ReadHead));
    }

    [Fact]
    public async Task An_execution_of_one_step_costs_two_write_units()
    {
        await RunWhileTimeStandsStillAsync(static context => context.StepAsync(static (_, _) => Task.FromResult(1), "work"));

        Assert.Equal(2, Host.Table.UsageOf(Function).WriteUnits);
    }

    [Fact]
    public async Task The_trace_context_of_a_start_costs_no_write_unit()
    {
        const string Traced = "traced-step";
        using var recorder = new ActivityRecorder(static name => name == Traced);
        await Host.StartAsync(static durable => durable.AddFunction<string?, int>(
            Traced, static (_, context) => context.StepAsync(static (_, _) => Task.FromResult(1), "work")));
        await Host.WhenIdleAsync().OrFail();
        var execution = await Client.StartAsync<string?>(Traced, null, new StartOptions { Name = UniqueName() }).OrFail();
        await execution.WaitForCompletionAsync().OrFail();

        Assert.NotNull((await Host.Store.ReadHeadAsync(execution.Id, includeData: false))!.Trace);
        Assert.Equal(2, Host.Table.UsageOf(Traced).WriteUnits);
    }

    [Fact]
    public async Task A_start_looks_once_into_each_shard_for_what_was_left_behind_and_once_for_what_hibernates()
    {
        await ServeAsync(static _ => Task.FromResult(1));

        await Host.WhenIdleAsync().OrFail();

        Assert.Equal(2 * WakeUpShards.Count, Host.Table.TotalUsage.Requests);
    }

    [Fact]
    public async Task A_wake_up_looks_once_into_each_shard()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromHours(1)));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        await Host.Executions.WhenGoneAsync(execution.Id).OrFail();
        await Host.WhenIdleAsync().OrFail();
        var sweeps = Host.Store.Count(StoreRequestKind.ReadDue);

        await LeapAsync(TimeSpan.FromHours(1));
        await Clock.DriveAsync(execution.WaitForCompletionAsync());
        await Host.WhenIdleAsync().OrFail();

        Assert.Equal(1, Host.Store.Count(StoreRequestKind.ReadDue) - sweeps);
    }

    // A step that is under way for long is recorded by a write of its own; a slow machine must not make one of these.
    private async Task RunWhileTimeStandsStillAsync(Func<IDurableContext, Task<int>> function)
    {
        await ServeAsync(function);

        // The look for what the last process left behind would find this execution, too, and read it.
        await Host.WhenIdleAsync().OrFail();
        await (await StartAsync()).WithResult<int>().WaitForResultAsync().OrFail();
    }
}
