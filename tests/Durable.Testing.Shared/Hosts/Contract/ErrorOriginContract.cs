using Durable.Model;

namespace Durable.Testing;

/// <summary>What ends because of an operation's error ends with the original error, and says which operation that was.</summary>
public abstract class ErrorOriginContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const string Child = "shop";

    private static readonly StepConfig s_once = new() { RetryStrategy = RetryStrategy.None };

    [Fact]
    public async Task An_execution_ends_with_the_error_that_its_step_threw()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync<int>(static (_, _) => Explode(), "charge", s_once));

        var failed = (await Client.ReadHistoryAsync(ended.Id)).Of(HistoryEventType.StepFailed)[0].Details.Error!.Payload!;
        Assert.Equal((typeof(OutOfStockException).FullName, "no more"), (ended.Error!.ErrorType, ended.Error.ErrorMessage));
        Assert.Equal([.. failed.StackTrace!, "--- failed in step 'charge' (operation 1)"], ended.Error.StackTrace);
        Assert.Contains(nameof(Explode), ended.Error.StackTrace![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contexts_carry_the_error_through_and_say_the_way()
    {
        var ended = await RunToEndAsync(static async context => (await context.MapAsync(
            [1],
            static (item, _, _, _, _) => item.RunInChildContextAsync(static (child, _) => child.StepAsync<int>(static (_, _) => Explode(), "charge", s_once), "pay"),
            "orders")).GetErrors()[0] is { } error ? throw error : 0);

        Assert.Equal(typeof(OutOfStockException).FullName, ended.Error!.ErrorType);
        Assert.Equal(
            [
                "--- failed in step 'charge' (operation 1-1-1-1)",
                "--- failed in child context 'pay' (operation 1-1-1)",
                "--- failed in map item '0' (operation 1-1)",
            ],
            ended.Error.StackTrace!.Where(static line => line.StartsWith("--- failed in ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_invoker_can_tell_errors_by_the_type_that_a_step_threw()
    {
        await Host.StartAsync(static durable => durable
            .AddFunction<string?, int>(Child, static (_, context) => context.StepAsync<int>(static (_, _) => Explode(), "charge", s_once))
            .AddFunction<string?, string>(Function, static async (_, context) =>
            {
                try
                {
                    await context.InvokeAsync<string?, int>(Child, null, "order");
                    return "ordered";
                }
                catch (InvokeFailedException exception) when (exception.ErrorType == typeof(OutOfStockException).FullName)
                {
                    return $"{exception.OperationId} {exception.OperationName}";
                }
            }));

        var execution = await StartAsync();

        Assert.Equal("1 order", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
    }

    [Fact]
    public async Task An_invoker_that_lets_the_error_escape_ends_with_it()
    {
        await Host.StartAsync(static durable => durable
            .AddFunction<string?, int>(Child, static (_, context) => context.StepAsync<int>(static (_, _) => Explode(), "charge", s_once))
            .AddFunction<string?, int>(Function, static (_, context) => context.InvokeAsync<string?, int>(Child, null, "order")));

        var ended = await Clock.DriveAsync((await StartAsync()).WaitForCompletionAsync());

        Assert.Equal((typeof(OutOfStockException).FullName, "no more"), (ended.Error!.ErrorType, ended.Error.ErrorMessage));
        Assert.StartsWith($"--- failed in invoke of {Child}/", ended.Error.StackTrace![^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_ends_with_what_the_sender_of_a_callback_said()
    {
        await ServeAsync(static async context => await (await context.CreateCallbackAsync<int>("approval")).GetResultAsync());
        var execution = await StartAsync();
        var asked = await Host.WhenHistoryAsync(execution.Id, static history => history.Named("approval").Count > 0);
        await Client.SendCallbackFailureAsync(
            asked.Named("approval")[0].Details.CallbackId!, new ErrorObject { ErrorType = "Refused", ErrorMessage = "no", ErrorData = "17" }).OrFail();

        var ended = await Clock.DriveAsync(execution.WaitForCompletionAsync());

        Assert.Equal(("Refused", "no", "17"), (ended.Error!.ErrorType, ended.Error.ErrorMessage, ended.Error.ErrorData));
        Assert.Equal(["--- failed in callback 'approval' (operation 1)"], ended.Error.StackTrace);
    }

    [Fact]
    public async Task The_chain_of_inner_exceptions_is_recorded()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync<int>(
            static (_, _) => throw new InvalidDataException("bad order", new AggregateException(new TimeoutException("slow\nline"), new OutOfStockException())),
            "charge",
            s_once));

        Assert.Equal("bad order", ended.Error!.ErrorMessage);
        Assert.Equal(
            [
                "---> System.AggregateException: One or more errors occurred. (slow line) (no more)",
                "---> System.TimeoutException: slow line",
                $"---> {typeof(OutOfStockException).FullName}: no more",
            ],
            ended.Error.StackTrace!.Where(static line => line.StartsWith("--->", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_error_of_an_operation_is_a_cause_like_any_other()
    {
        var ended = await RunToEndAsync<int>(static async context =>
        {
            try
            {
                return await context.StepAsync<int>(static (_, _) => Explode(), "charge", s_once);
            }
            catch (StepException exception)
            {
                throw new InvalidDataException("bad order", exception);
            }
        });

        Assert.Equal(typeof(InvalidDataException).FullName, ended.Error!.ErrorType);
        Assert.Contains($"---> {typeof(OutOfStockException).FullName}: no more", ended.Error.StackTrace!);
        Assert.Equal("--- failed in step 'charge' (operation 1)", ended.Error.StackTrace![^1]);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_the_same_on_first_run_and_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(static async context =>
        {
            var exception = await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
                static (_, _) => throw new InvalidDataException("half \ud83c here", new TimeoutException("\udf89")), config: s_once));
            return (exception.Message, Trace: string.Join('\n', exception.OriginalStackTrace!));
        });

        Assert.Equal("half \ufffd here", first.Message);
        Assert.Equal(first, replayed);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_a_payload_is_the_same_on_replay()
    {
        var (first, replayed) = await RunAndReplayAsync(static context => context.StepAsync(
            static (_, _) => Task.FromResult("half \ud83c here"), config: new StepConfig { Serializer = new PlainText() }));

        Assert.Equal("half \ufffd here", first);
        Assert.Equal(first, replayed);
    }

    private static Task<int> Explode() => throw new OutOfStockException();

    private sealed class OutOfStockException() : Exception("no more");

    private sealed class PlainText : IPayloadSerializer
    {
        public string Serialize<T>(T value, SerializationContext context) => (string)(object)value!;

        public T Deserialize<T>(string payload, SerializationContext context) => (T)(object)payload;
    }
}
