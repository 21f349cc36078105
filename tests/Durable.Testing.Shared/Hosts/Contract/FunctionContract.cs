using System.Collections.Concurrent;
using Durable.Model;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Testing;

/// <summary>Functions as delegates and classes, with what the service provider gives them.</summary>
public abstract class FunctionContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task A_function_that_throws_fails_its_execution_with_the_error()
    {
        var description = await RunToEndAsync<int>(static async context =>
        {
            await context.StepAsync((_, _) => Task.FromResult(1));
            throw new InvalidDataException("bad order", new TimeoutException("inner"));
        });

        Assert.Equal((ExecutionStatus.Failed, null), (description.Status, description.Result));
        Assert.Equal((typeof(InvalidDataException).FullName, "bad order"), (description.Error!.ErrorType, description.Error.ErrorMessage));
        Assert.NotEmpty(description.Error.StackTrace!);
    }

    [Fact]
    public async Task A_function_that_throws_before_its_first_await_fails_like_any_other()
    {
        var description = await RunToEndAsync<int>(static _ => throw new InvalidDataException("at once"));

        Assert.Equal((ExecutionStatus.Failed, "at once"), (description.Status, description.Error!.ErrorMessage));
    }

    [Fact]
    public async Task A_failed_execution_has_this_history()
    {
        await ServeAsync<int>(static _ => throw new InvalidDataException("bad order"));
        var execution = await StartAsync();
        await execution.WaitForCompletionAsync().OrFail();

        var history = await Client.ReadHistoryAsync(execution.Id);

        Assert.Equal([HistoryEventType.ExecutionStarted, HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionFailed], history.Types);
        Assert.Equal("bad order", history.Events[2].Details.Error!.Payload!.ErrorMessage);
    }

    [Fact]
    public async Task The_serializer_of_a_function_is_used_for_all_that_names_none()
    {
        await Host.StartAsync(durable => durable.AddFunction<string, string>(
            Function,
            static async (input, context) =>
            {
                var step = await context.StepAsync((_, _) => Task.FromResult("step"), "step");
                var child = await context.RunInChildContextAsync((_, _) => Task.FromResult("child"), "child");
                var items = (await context.MapAsync(["item"], (_, item, _, _, _) => Task.FromResult(item), "map")).GetResults();
                return $"{input} {step} {child} {items[0]}";
            },
            static options => options.Serializer = new TaggingSerializer("mine")));
        var execution = await Client.StartAsync(Function, "input");

        Assert.Equal("input step child item", await execution.WithResult<string>().WaitForResultAsync().OrFail());

        var description = await execution.DescribeAsync();
        Assert.Equal(("mine:\"input\"", "mine:\"input step child item\""), (description.Input, description.Result));
        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.Equal("mine:\"step\"", history.Named("step")[^1].Details.Result!.Payload);
        Assert.Equal("mine:\"child\"", history.Named("child")[^1].Details.Result!.Payload);
        Assert.Equal("mine:\"item\"", history.Named("0")[^1].Details.Result!.Payload);
    }

    [Fact]
    public async Task A_class_is_made_from_the_service_provider()
    {
        await Host.StartAsync(static durable =>
        {
            durable.Services.AddSingleton(new Journal()).AddScoped<Scoped>();
            durable.AddFunction<Greeter>(Function);
        });

        var execution = await Client.StartAsync(Function, "world");

        Assert.Equal("hello world, scope 1", await execution.WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task Every_invocation_of_a_class_has_a_scope_of_its_own_that_ends_with_the_execution()
    {
        var journal = new Journal();
        await Host.StartAsync(durable =>
        {
            durable.Services.AddSingleton(journal).AddScoped<Scoped>();
            durable.AddFunction<Waiter>(Function);
        });
        var execution = await Client.StartAsync(Function, 1);
        await WhenWaitingAsync(execution);
        await Host.RestartAsync();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(10)).OrFail();
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("scope 2", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
        await journal.WhenDisposedAsync(2).OrFail();
    }

    [Fact]
    public async Task A_scoped_service_that_throws_at_its_end_does_not_harm_the_execution()
    {
        await Host.StartAsync(static durable =>
        {
            durable.Services.AddScoped<Explosive>();
            durable.AddFunction<Careless>(Function);
        });

        var execution = await Client.StartAsync(Function, 1);

        Assert.Equal(1, await execution.WithResult<int>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task A_class_whose_services_are_missing_fails_its_execution()
    {
        await Host.StartAsync(static durable => durable.AddFunction<Careless>(Function));

        var execution = await Client.StartAsync(Function, 1);
        var description = await execution.WaitForCompletionAsync().OrFail();

        Assert.Equal(ExecutionStatus.Failed, description.Status);
        Assert.Contains(nameof(Explosive), description.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_that_is_no_durable_function_is_refused_when_the_host_is_configured()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Host.StartAsync(static durable => durable.AddFunction<Journal>(Function)));

        Assert.Contains("must implement IDurableFunction<TInput, TOutput> exactly once", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    public async Task A_function_name_that_cannot_be_recorded_is_refused_when_the_host_is_configured(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Host.StartAsync(
            durable => durable.AddFunction<int, int>(name, static (input, _) => Task.FromResult(input))));

    [Fact]
    public async Task A_function_name_can_be_registered_once()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Host.StartAsync(static durable => durable
            .AddFunction<int, int>(Function, static (input, _) => Task.FromResult(input))
            .AddFunction<int, int>(Function, static (input, _) => Task.FromResult(input))));

        Assert.Contains("of function 'under-test' is registered twice", error.Message, StringComparison.Ordinal);
    }

    private sealed class Journal
    {
        private readonly ConcurrentDictionary<int, TaskCompletionSource> _disposed = new();
        private int _scopes;

        public int NextScope() => Interlocked.Increment(ref _scopes);

        public Task WhenDisposedAsync(int scope) => Disposed(scope).Task;

        public void Dispose(int scope) => Disposed(scope).TrySetResult();

        private TaskCompletionSource Disposed(int scope) =>
            _disposed.GetOrAdd(scope, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private sealed class Scoped(Journal journal) : IDisposable
    {
        public int Number { get; } = journal.NextScope();

        public void Dispose() => journal.Dispose(Number);
    }

    private sealed class Greeter(Scoped scoped, Scoped same) : IDurableFunction<string, string>
    {
        public Task<string> RunAsync(string input, IDurableContext context)
        {
            Assert.Same(scoped, same);
            return context.StepAsync((_, _) => Task.FromResult($"hello {input}, scope {scoped.Number}"));
        }
    }

    private sealed class Waiter(Scoped scoped) : IDurableFunction<int, string>
    {
        public async Task<string> RunAsync(int input, IDurableContext context)
        {
            await context.WaitAsync(TimeSpan.FromSeconds(10));
            return $"scope {scoped.Number}";
        }
    }

    private sealed class Explosive : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("boom");
    }

    private sealed class Careless(Explosive explosive) : IDurableFunction<int, int>
    {
        public Task<int> RunAsync(int input, IDurableContext context) => Task.FromResult(explosive is null ? 0 : input);
    }
}
