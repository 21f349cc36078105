using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>An invoke survives the death of its host at every write: the other function is started once and its result arrives.</summary>
public abstract class InvokeRecoveryContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const string Child = "invoked";

    private int _childSteps;

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task The_host_may_die_at_any_commit(int number, bool afterwards)
    {
        await ServeChildAsync();
        for (var i = 1; i < number; i++)
        {
            Host.Store.Hold(StoreRequestKind.Commit).Open();
        }

        await DieAtAsync(Host.Store.Hold(StoreRequestKind.Commit, afterwards));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_host_may_die_while_it_starts_the_other_execution(bool afterwards)
    {
        await ServeChildAsync();
        Host.Store.Hold(StoreRequestKind.Create).Open();

        await DieAtAsync(Host.Store.Hold(StoreRequestKind.Create, afterwards));
    }

    [Fact]
    public async Task A_start_that_the_store_refuses_for_a_while_is_made_again()
    {
        await ServeChildAsync();
        Host.Store.Hold(StoreRequestKind.Create).Open();
        Host.Store.Inject(StoreRequestKind.Create, StoreFault.FailBefore(StoreFailure.Fatal), times: 3);
        var execution = await StartAsync();

        Assert.Equal(42, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
        Assert.Single((await Client.ListAsync(new ExecutionQuery { FunctionName = Child })).Executions);
    }

    [Fact]
    public async Task What_has_ended_while_its_invoker_stood_still_is_kept_until_that_goes_on()
    {
        await Host.StartAsync(durable =>
        {
            durable.AddFunction<int, int>(
                Child,
                static async (input, context) =>
                {
                    await context.WaitAsync(TimeSpan.FromMinutes(10));
                    return input + 1;
                },
                static options => options.Retention = TimeSpan.FromDays(1));
            durable.AddFunction<string?, int>(Function, Invoke);
        });
        var execution = await StartAsync();
        var child = Assert.Single(await Host.WhenStartedAsync(Child));
        await Host.WhenHistoryAsync(child, static history => history.OpenWaits == 1);

        // Without its function the invoker cannot go on.
        await Host.RestartAsync(static durable => durable.AddFunction<int, int>(Child, static async (input, context) =>
        {
            await context.WaitAsync(TimeSpan.FromMinutes(10));
            return input + 1;
        }));
        Assert.Equal(ExecutionStatus.Succeeded, (await Clock.DriveAsync(Client.WaitForCompletionAsync(child), TimeSpan.FromMinutes(15))).Status);
        await LeapAsync(TimeSpan.FromDays(2));
        Assert.Equal(ExecutionStatus.Succeeded, (await Client.DescribeAsync(child)).Status);

        await Host.RestartAsync(durable =>
        {
            durable.AddFunction<int, int>(Child, static (_, _) => throw new InvalidOperationException("must not run again"));
            durable.AddFunction<string?, int>(Function, Invoke);
        });

        await Client.ResumeAsync(execution.Id);
        Assert.Equal(42, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
    }

    [Fact]
    public async Task Retention_begins_when_the_invoker_knows()
    {
        await Host.StartAsync(durable =>
        {
            durable.AddFunction<int, int>(Child, static (input, _) => Task.FromResult(input + 1), static options => options.Retention = TimeSpan.FromDays(1));
            durable.AddFunction<string?, int>(Function, Invoke);
        });
        var execution = await StartAsync();
        await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync());
        var child = Assert.Single(await Host.WhenStartedAsync(Child));
        await Host.WhenHeadAsync(child, static head => head.ExpiresAt is not null);

        await LeapAsync(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.DescribeAsync(child));
    }

    private static Task<int> Invoke(string? input, IDurableContext context) => context.InvokeAsync<int, int>(Child, 41, "call");

    private Task ServeChildAsync() => Host.StartAsync(durable =>
    {
        durable.AddFunction<int, int>(Child, async (input, context) => await context.StepAsync((_, _) =>
        {
            Interlocked.Increment(ref _childSteps);
            return Task.FromResult(input + 1);
        }));
        durable.AddFunction<string?, int>(Function, Invoke);
    });

    private async Task DieAtAsync(StoreGate gate)
    {
        var execution = await StartAsync();
        await gate.Reached.OrFail();
        await Host.RestartAsync();
        gate.Open();

        Assert.Equal(42, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.Single(await Host.WhenStartedAsync(Child).OrFail());

        // Once more for each activation that was lost: the host's, and one that a late write of the dead host has made stale.
        Assert.InRange(_childSteps, 1, 3);
        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.Equal((1, 1), (history.Count(HistoryEventType.ChainedInvokeStarted), history.Count(HistoryEventType.ChainedInvokeSucceeded)));
    }
}
