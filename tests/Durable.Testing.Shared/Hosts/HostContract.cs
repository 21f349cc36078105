using Durable.Model;

namespace Durable.Testing;

/// <summary>Base of the contract that every host fulfils. Each test has a host, a store and a clock of its own.</summary>
/// <typeparam name="TFixture">Runs hosts of the kind under test.</typeparam>
public abstract class HostContract<TFixture> : IAsyncLifetime
    where TFixture : HostFixture, new()
{
    /// <summary>Name of the function under test.</summary>
    protected const string Function = "under-test";

    protected TFixture Host { get; } = new();

    protected ManualTimeProvider Clock => Host.Clock;

    protected IDurableClient Client => Host.Client;

    /// <inheritdoc/>
    public Task InitializeAsync() => Host.InitializeAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>A name that no other execution has.</summary>
    protected static string UniqueName() => Guid.NewGuid().ToString("N");

    /// <summary>Starts a host that serves one function without input.</summary>
    protected Task ServeAsync<TOutput>(Func<IDurableContext, Task<TOutput>> function, Action<DurableFunctionOptions>? options = null) =>
        Host.StartAsync(durable => durable.AddFunction<string?, TOutput>(Function, (_, context) => function(context), options));

    /// <inheritdoc cref="ServeAsync{TOutput}"/>
    protected Task ServeAsync(Func<IDurableContext, Task> function, Action<DurableFunctionOptions>? options = null) =>
        Host.StartAsync(durable => durable.AddFunction<string?>(Function, (_, context) => function(context), options));

    /// <summary>Starts an execution of the function under test.</summary>
    protected Task<ExecutionHandle> StartAsync(string? name = null) =>
        Client.StartAsync<string?>(Function, null, new StartOptions { Name = name ?? UniqueName() }).OrFail();

    /// <summary>Serves a function, runs one execution to its end while time passes, and returns its result.</summary>
    protected async Task<TOutput> RunAsync<TOutput>(Func<IDurableContext, Task<TOutput>> function)
    {
        await ServeAsync(function);
        var execution = await StartAsync();
        return await Clock.DriveAsync(execution.WithResult<TOutput>().WaitForResultAsync());
    }

    /// <summary>Serves a function, runs one execution to its end while time passes, and returns its history.</summary>
    protected async Task<History> RunForHistoryAsync<TOutput>(Func<IDurableContext, Task<TOutput>> function)
    {
        await ServeAsync(function);
        var execution = await StartAsync();
        await Clock.DriveAsync(execution.WithResult<TOutput>().WaitForResultAsync());
        return await Client.ReadHistoryAsync(execution.Id);
    }

    /// <summary>Serves a function, runs one execution to its end while time passes, and returns what became of it.</summary>
    protected async Task<ExecutionDescription> RunToEndAsync<TOutput>(Func<IDurableContext, Task<TOutput>> function)
    {
        await ServeAsync(function);
        var execution = await StartAsync();
        return await Clock.DriveAsync(execution.WaitForCompletionAsync());
    }

    /// <summary>Lets much time pass, for hosts that look at the clock at least once a day.</summary>
    protected async Task LeapAsync(TimeSpan by)
    {
        await Host.WhenIdleAsync().OrFail();
        for (var left = by; left > TimeSpan.Zero; left -= TimeSpan.FromDays(1))
        {
            Clock.Advance(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1));
            await Host.WhenIdleAsync().OrFail();
        }
    }

    /// <summary>Completes when an execution has recorded so many waits in all and suspended.</summary>
    protected Task<History> WhenWaitingAsync(ExecutionHandle execution, int waits = 1) => Host.WhenHistoryAsync(
        execution.Id, history => history.Count(HistoryEventType.WaitStarted) == waits);

    /// <summary>
    /// Runs code in an execution, kills the host after it, and lets another replay it: what the code came to both times, in that order.
    /// </summary>
    protected async Task<(T First, T Replayed)> RunAndReplayAsync<T>(Func<IDurableContext, Task<T>> code)
    {
        List<T> seen = [];
        var firstRun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            try
            {
                seen.Add(await code(context));
                firstRun.TrySetResult();
            }
            catch (Exception exception)
            {
                firstRun.TrySetException(exception);
                throw;
            }

            await context.WaitAsync(TimeSpan.FromSeconds(30), "between the runs");
            return seen.Count;
        });
        var execution = await StartAsync();
        await Clock.DriveAsync(firstRun.Task);
        await Host.WhenHistoryAsync(execution.Id, static history => history.Named("between the runs").Count > 0).OrFail();
        await Host.RestartAsync();
        Assert.Equal(2, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        return (seen[0], seen[1]);
    }
}
