using Durable.Testing;

namespace Durable.Core.Tests.Operations;

/// <summary>What a function catches when it first runs is what it catches when it is replayed.</summary>
public sealed class ReplayedErrorTests
{
    private static readonly StepConfig s_once = new() { RetryStrategy = RetryStrategy.None };

    private readonly List<string> _caught = [];

    [Fact]
    public void Of_a_step() => AssertSame<StepException>(static context => FailAsync(context));

    [Fact]
    public void Of_a_step_whose_error_must_be_shortened() => AssertSame<StepException>(static context => FailAsync(context, new string('x', 100_000)));

    [Fact]
    public void Of_a_step_whose_error_is_cut_within_a_character() => AssertSame<StepException>(
        static context => FailAsync(context, string.Concat(Enumerable.Repeat("🎉", 50_000))));

    [Fact]
    public void Of_a_step_without_a_message() => AssertSame<StepException>(static context => FailAsync(context, ""));

    [Fact]
    public void Of_a_child_context() =>
        AssertSame<ChildContextException>(static context => context.RunInChildContextAsync(static (_, _) => throw new InvalidDataException("bad")));

    [Fact]
    public void Of_a_step_within_a_child_context() =>
        AssertSame<ChildContextException>(static context => context.RunInChildContextAsync(static (child, _) => FailAsync(child)));

    [Fact]
    public void Of_a_flat_child_context() => AssertSame<ChildContextException>(static context => context.RunInChildContextAsync(
        static (child, _) => FailAsync(child), config: new ChildContextConfig { NestingType = NestingType.Flat }));

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public void Of_a_branch(NestingType nesting) => AssertSame<ChildContextException>(async context =>
    {
        var batch = await context.MapAsync(
            [1],
            static async (branch, _, _, _, _) =>
            {
                await FailAsync(branch);
                return 1;
            },
            config: new MapConfig<int> { NestingType = nesting });
        batch.ThrowIfError();
    });

    [Fact]
    public void Of_an_error_that_is_mapped() => AssertSame<InvalidTimeZoneException>(static context => context.RunInChildContextAsync(
        static (child, _) => FailAsync(child), config: new ChildContextConfig { ErrorMapping = static error => new InvalidTimeZoneException(error.Message) }));

    private void AssertSame<TException>(Func<IDurableContext, Task> call)
        where TException : Exception
    {
        var engine = new EngineHarness();
        engine.Start(async context =>
        {
            _caught.Add(Describe(await Assert.ThrowsAsync<TException>(() => call(context))));
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        });
        engine.RunUntilIdle();
        engine.Crash();
        Assert.True(engine.RunToResult<bool>());

        Assert.Equal(2, _caught.Count);
        Assert.Equal(_caught[0], _caught[1]);
    }

    private static Task FailAsync(IDurableContext context, string message = "slow") =>
        context.StepAsync(Task (_, _) => throw new TimeoutException(message), config: s_once);

    private static string Describe(Exception exception) => exception is DurableOperationException operation
        ? string.Join(
            '\n',
            [
                exception.Message, operation.ErrorType, operation.ErrorData, (exception as ChildContextException)?.SubType, $"{exception.InnerException}",
                .. operation.OriginalStackTrace ?? [],
            ])
        : exception.Message;
}
