using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Testing;

/// <summary>How long services of functions and of their steps live.</summary>
public abstract class ServiceScopeContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task Each_attempt_has_a_scope_of_its_own_that_ends_with_it()
    {
        await ServeWithServicesAsync(async context =>
        {
            var a = context.StepAsync(static (step, _) => Task.FromResult(step.Services.GetRequiredService<Database>().Use()), "a");
            var b = context.StepAsync(
                static (step, _) => step.AttemptNumber == 1
                    ? throw new InvalidDataException($"{step.Services.GetRequiredService<Database>().Use()}")
                    : Task.FromResult(step.Services.GetRequiredService<Database>().Use()),
                "b",
                new StepConfig { RetryStrategy = RetryStrategy.Exponential(2, TimeSpan.FromSeconds(1)) });
            return await a + await b;
        });

        await Clock.DriveAsync((await StartAsync()).WaitForCompletionAsync());

        Assert.Equal((3, 3), (_journal.Made, _journal.Disposed.Count));
    }

    [Fact]
    public async Task A_body_left_behind_keeps_its_services_until_it_leaves()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeWithServicesAsync(context => context.StepAsync(
            async (step, _) =>
            {
                var database = step.Services.GetRequiredService<Database>();
                await release.Task;
                left.SetResult(database.Use());
                return 0;
            },
            config: new StepConfig { Timeout = TimeSpan.FromSeconds(5), RetryStrategy = RetryStrategy.None }));
        Assert.Equal(ExecutionStatus.Failed, (await Clock.DriveAsync((await StartAsync()).WaitForCompletionAsync())).Status);
        Assert.Empty(_journal.Disposed);

        release.SetResult();

        Assert.Equal(1, await left.Task.OrFail());
        await _journal.WhenDisposedAsync(1).OrFail();
    }

    [Fact]
    public async Task A_stopped_body_still_has_what_its_function_class_was_given()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cleanedUp = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Host.StartAsync(durable =>
        {
            durable.Services.AddSingleton(_journal).AddScoped<Database>().AddSingleton(new Import.Gates(entered, release, cleanedUp));
            durable.AddFunction<Import>(Function);
        });
        var execution = await Client.StartAsync<string?>(Function, null).OrFail();
        await entered.Task.OrFail();
        await execution.StopAsync().OrFail();
        await execution.WaitForCompletionAsync().OrFail();

        release.SetResult();

        Assert.Equal(1, await cleanedUp.Task.OrFail());
        await _journal.WhenDisposedAsync(1).OrFail();
    }

    [Fact]
    public async Task A_function_class_is_disposed_with_its_scope()
    {
        await Host.StartAsync(durable =>
        {
            durable.Services.AddSingleton(_journal);
            durable.AddFunction<Disposable>(Function);
        });

        await (await Client.StartAsync<string?>(Function, null).OrFail()).WaitForCompletionAsync().OrFail();

        await _journal.WhenDisposedAsync(1).OrFail();
        Assert.Equal((1, 1), (_journal.Made, _journal.Disposed.Count));
    }

    [Fact]
    public async Task Checks_and_submitters_have_services_too()
    {
        await ServeWithServicesAsync(static async context =>
        {
            var state = await context.WaitForConditionAsync(
                static (_, check, _) => Task.FromResult(check.Services.GetRequiredService<Database>().Use()),
                new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1), isDone: static _ => true) });
            await Assert.ThrowsAsync<CallbackSubmitterException>(() => context.WaitForCallbackAsync<int>(
                static (_, submitter, _) => throw new InvalidDataException($"{submitter.Services.GetRequiredService<Database>().Use()}"),
                config: new WaitForCallbackConfig { RetryStrategy = RetryStrategy.None }));
            return state;
        });

        await Clock.DriveAsync((await StartAsync()).WaitForCompletionAsync());

        Assert.Equal((2, 2), (_journal.Made, _journal.Disposed.Count));
    }

    private Task ServeWithServicesAsync(Func<IDurableContext, Task<int>> function) => Host.StartAsync(durable =>
    {
        durable.Services.AddSingleton(_journal).AddScoped<Database>();
        durable.AddFunction<string?, int>(Function, (_, context) => function(context));
    });

    private sealed class Journal
    {
        private readonly ConcurrentDictionary<int, TaskCompletionSource> _disposed = new();
        private int _made;

        public int Made => _made;

        public List<int> Disposed => [.. _disposed.Where(static item => item.Value.Task.IsCompleted).Select(static item => item.Key)];

        public int Next() => Interlocked.Increment(ref _made);

        public Task WhenDisposedAsync(int number) => DisposalOf(number).Task;

        public void Dispose(int number) => DisposalOf(number).SetResult();

        private TaskCompletionSource DisposalOf(int number) =>
            _disposed.GetOrAdd(number, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private sealed class Database(Journal journal) : IDisposable
    {
        private readonly int _number = journal.Next();
        private bool _isDisposed;

        public int Use()
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _number;
        }

        public void Dispose()
        {
            _isDisposed = true;
            journal.Dispose(_number);
        }
    }

    private sealed class Disposable(Journal journal) : IDurableFunction<string?, int>, IDisposable
    {
        private readonly int _number = journal.Next();

        public Task<int> RunAsync(string? input, IDurableContext context) => context.StepAsync((_, _) => Task.FromResult(_number));

        public void Dispose() => journal.Dispose(_number);
    }

    private sealed class Import(Database database, Import.Gates gates) : IDurableFunction<string?, int>
    {
        public Task<int> RunAsync(string? input, IDurableContext context)
        {
            var running = context.StepAsync(async (_, token) =>
            {
                try
                {
                    gates.Entered.SetResult();
                    await Task.Delay(Timeout.Infinite, token);
                    return 0;
                }
                finally
                {
                    await gates.Release.Task;
                    gates.CleanedUp.SetResult(database.Use());
                }
            });
            return running;
        }

        public sealed record Gates(TaskCompletionSource Entered, TaskCompletionSource Release, TaskCompletionSource<int> CleanedUp);
    }
}
