using System.Text.Json;
using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Testing;

/// <summary>Who writes and reads payloads: the operation's serializer before the function's, and that before the host's.</summary>
public abstract class SerializerContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const string Plain = "plain";

    [Fact]
    public async Task The_operation_decides_before_the_function_and_the_function_before_the_host()
    {
        await Host.StartAsync(static durable => durable
            .AddFunction<string, string>(Function, RunAsync, static options => options.Serializer = new TaggingSerializer("function"))
            .AddFunction<string, string>(Plain, RunAsync)
            .UseSerializer(new TaggingSerializer("host")));
        var own = await Client.StartAsync(Function, "in");
        var plain = await Client.StartAsync(Plain, "in");

        Assert.Equal("in, inherited, own", await own.WithResult<string>().WaitForResultAsync().OrFail());
        Assert.Equal("in, inherited, own", await plain.WithResult<string>().WaitForResultAsync().OrFail());

        Assert.Equal(
            ["function:\"in\"", "function:\"inherited\"", "operation:\"own\"", "function:\"in, inherited, own\""], await PayloadsAsync(own));
        Assert.Equal(["host:\"in\"", "host:\"inherited\"", "operation:\"own\"", "host:\"in, inherited, own\""], await PayloadsAsync(plain));
    }

    [Fact]
    public async Task A_source_generated_context_serves_all_functions_of_a_host()
    {
        await Host.StartAsync(static durable => durable
            .UseJson(ContractJsonContext.Default)
            .AddFunction<ContractOrder, ContractReceipt>(Function, ChargeAsync));

        var execution = await Client.StartAsync(Function, new ContractOrder("book", 2));

        Assert.Equal(new ContractReceipt(14, ["book", "book"]), await execution.WithResult<ContractReceipt>().WaitForResultAsync().OrFail());
        var description = await execution.DescribeAsync();
        Assert.Equal("{\"article\":\"book\",\"count\":2}", description.Input);
    }

    [Fact]
    public async Task A_function_has_a_source_generated_context_of_its_own()
    {
        await Host.StartAsync(static durable => durable
            .AddFunction<ContractOrder, ContractReceipt>(Function, ChargeAsync, static options => options.UseJson(ContractJsonContext.Default))
            .AddFunction<string, string>(Plain, RunAsync));

        var charged = await Client.StartAsync(Function, new ContractOrder("book", 1));
        var plain = await Client.StartAsync(Plain, "in");

        Assert.Equal(7, (await charged.WithResult<ContractReceipt>().WaitForResultAsync().OrFail()).Amount);
        Assert.Equal("in, inherited, own", await plain.WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task An_operation_whose_type_the_context_does_not_know_ends_the_execution_with_what_to_add()
    {
        await Host.StartAsync(static durable => durable
            .UseJson(ContractJsonContext.Default)
            .AddFunction<ContractOrder, ContractReceipt>(Function, static async (order, context) =>
            {
                await context.StepAsync(static (_, _) => Task.FromResult(new ContractStranger("x")), "stranger");
                return new ContractReceipt(0, []);
            }));
        var execution = await Client.StartAsync(Function, new ContractOrder("book", 1));

        var ended = await execution.WaitForCompletionAsync().OrFail();

        Assert.Equal((ExecutionStatus.Failed, typeof(PayloadSerializationException).FullName), (ended.Status, ended.Error!.ErrorType));
        Assert.Contains("the result of step 'stranger'", ended.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("[JsonSerializable(typeof(Durable.Testing.ContractStranger))]", ended.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_returns_a_tuple_as_it_was()
    {
        Assert.Equal("7 seven", await RunAsync(async context =>
        {
            var (number, name) = await context.StepAsync(static (_, _) => Task.FromResult((7, "seven")), "tuple");
            return $"{number} {name}";
        }));
    }

    [Fact]
    public async Task A_result_that_cannot_come_back_ends_the_first_run_and_says_why()
    {
        var ended = await RunToEndAsync(static async context =>
        {
            var counted = await context.StepAsync(static (_, _) => Task.FromResult(ContractCounter.At(5)), "count");
            return counted.Count;
        });

        Assert.Equal((ExecutionStatus.Failed, typeof(PayloadSerializationException).FullName), (ended.Status, ended.Error!.ErrorType));
        Assert.Contains("the result of step 'count'", ended.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Durable.Testing.ContractCounter would be read back as another value: $.count is 5, and after reading 0", ended.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_getter_that_throws_ends_the_execution_with_the_payload_named()
    {
        var ended = await RunToEndAsync(static async context =>
        {
            await context.RunInChildContextAsync(static (_, _) => Task.FromResult(new ContractFaulty()), "faulty");
            return 0;
        });

        Assert.Equal((ExecutionStatus.Failed, typeof(PayloadSerializationException).FullName), (ended.Status, ended.Error!.ErrorType));
        Assert.Contains("the result of context 'faulty'", ended.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_whose_context_does_not_know_an_input_is_told_what_to_add()
    {
        await Host.StartAsync(static durable => durable
            .UseJson(ContractJsonContext.Default)
            .AddFunction<ContractOrder, ContractReceipt>(Function, ChargeAsync));

        var error = await Assert.ThrowsAsync<PayloadSerializationException>(() => Client.StartAsync(Function, new ContractStranger("x")));

        Assert.Contains("[JsonSerializable(typeof(Durable.Testing.ContractStranger))]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_with_several_contexts_serve_a_host_too()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolverChain = { ContractJsonContext.Default, ContractStrangerJsonContext.Default },
        };
        await Host.StartAsync(durable => durable
            .UseJson(options)
            .AddFunction<ContractOrder, ContractStranger>(Function, static async (order, context) =>
                await context.StepAsync((_, _) => Task.FromResult(new ContractStranger(order.Article)))));
        var execution = await Client.StartAsync(Function, new ContractOrder("book", 1));

        Assert.Equal(new ContractStranger("book"), await execution.WithResult<ContractStranger>().WaitForResultAsync().OrFail());
    }

    private static async Task<string> RunAsync(string input, IDurableContext context)
    {
        var inherited = await context.StepAsync(static (_, _) => Task.FromResult("inherited"), "inherited");
        var own = await context.StepAsync(
            static (_, _) => Task.FromResult("own"), "own", new StepConfig { Serializer = new TaggingSerializer("operation") });
        return $"{input}, {inherited}, {own}";
    }

    private static async Task<ContractReceipt> ChargeAsync(ContractOrder order, IDurableContext context)
    {
        var price = await context.StepAsync(static (_, _) => Task.FromResult(7m), "price");
        var lines = await context.MapAsync(
            Enumerable.Range(0, order.Count).ToArray(), (line, _, _, _, token) => line.StepAsync((_, _) => Task.FromResult(order.Article), cancellationToken: token));
        return new ContractReceipt(price * order.Count, [.. lines.GetResults()]);
    }

    // Input and results in the order in which they were recorded.
    private async Task<IReadOnlyList<string?>> PayloadsAsync(ExecutionHandle execution)
    {
        var history = await Client.ReadHistoryAsync(execution.Id);
        return
        [
            history.Events[0].Details.Input!.Payload,
            .. history.Events.Where(static e => e.EventType is HistoryEventType.StepSucceeded or HistoryEventType.ExecutionSucceeded).Select(static e => e.Details.Result!.Payload),
        ];
    }
}

/// <summary>An input.</summary>
/// <param name="Article">What.</param>
/// <param name="Count">How many.</param>
public sealed record ContractOrder(string Article, int Count);

/// <summary>A result.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Lines">For what.</param>
public sealed record ContractReceipt(decimal Amount, IReadOnlyList<string> Lines)
{
    /// <inheritdoc/>
    public bool Equals(ContractReceipt? other) => other is not null && Amount == other.Amount && Lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Amount, Lines.Count);
}

/// <summary>What a context does not know unless it is the stranger's own.</summary>
/// <param name="Name">Who.</param>
public sealed record ContractStranger(string Name);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ContractOrder))]
[JsonSerializable(typeof(ContractReceipt))]
internal sealed partial class ContractJsonContext : JsonSerializerContext;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ContractStranger))]
internal sealed partial class ContractStrangerJsonContext : JsonSerializerContext;

/// <summary>Loses its count in JSON.</summary>
public sealed class ContractCounter
{
    /// <summary>The count.</summary>
    public int Count { get; private set; }

    /// <summary>One that has counted.</summary>
    /// <param name="count">How far.</param>
    public static ContractCounter At(int count) => new() { Count = count };
}

/// <summary>Cannot be asked, and its error cannot be told.</summary>
public sealed class ContractFaulty
{
    /// <summary>Throws.</summary>
    public int Count => throw new UntellableException();

    private sealed class UntellableException : Exception
    {
        public override string Message => throw new InvalidOperationException("There is no message.");
    }
}
