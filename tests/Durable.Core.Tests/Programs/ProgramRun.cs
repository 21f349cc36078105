namespace Durable.Core.Tests.Programs;

/// <summary>Runs a program as a durable function and notes every step body that really runs.</summary>
internal sealed class ProgramRun(ProgramNode program)
{
    private static readonly StepConfig s_retried = new() { RetryStrategy = RetryStrategy.Exponential(100, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)) };
    private static readonly StepConfig s_atMostOnce = s_retried with { Semantics = StepSemantics.AtMostOncePerRetry };
    private static readonly StepConfig s_final = new() { RetryStrategy = RetryStrategy.None };

    private readonly List<StepBody> _bodies = [];

    /// <summary>Every start of a step body, in order.</summary>
    public IReadOnlyList<StepBody> Bodies => _bodies;

    public Task<long> RunAsync(IDurableContext context) => RunAsync(context, program);

    private async Task<long> RunAsync(IDurableContext context, ProgramNode node)
    {
        switch (node)
        {
            case ProgramNode.Step step:
                return await context.StepAsync((body, _) => BodyAsync(body, step), $"s{step.Value}", step.AtMostOnce ? s_atMostOnce : s_retried);
            case ProgramNode.CaughtFailure failure:
                return await CatchAsync(context, failure);
            case ProgramNode.Wait wait:
                await context.WaitAsync(TimeSpan.FromSeconds(wait.Seconds));
                return wait.Seconds;
            case ProgramNode.Sequence sequence:
                var sum = 7L;
                foreach (var child in sequence.Children)
                {
                    sum = Combine(sum, await RunAsync(context, child));
                }

                return sum;
            case ProgramNode.Child child:
                return await context.RunInChildContextAsync(
                    (inner, _) => RunAsync(inner, child.Body),
                    config: new ChildContextConfig { NestingType = child.IsFlat ? NestingType.Flat : NestingType.Nested });
            case ProgramNode.Together together:
                return (await Task.WhenAll(together.Children.Select(child => RunAsync(context, child)))).Aggregate(11L, Combine);
            case ProgramNode.Map map:
                return await RunMapAsync(context, map);
            default:
                throw new InvalidOperationException($"Unknown node {node}.");
        }
    }

    private async Task<long> RunMapAsync(IDurableContext context, ProgramNode.Map map)
    {
        var batch = await context.MapAsync(
            map.Children,
            (branch, child, _, _, _) => RunAsync(branch, child),
            config: new MapConfig<ProgramNode>
            {
                MaxConcurrency = map.MaxConcurrency,
                NestingType = map.IsFlat ? NestingType.Flat : NestingType.Nested,
            });
        batch.ThrowIfError();
        return batch.GetResults().Aggregate(13L, Combine);
    }

    private async Task<long> CatchAsync(IDurableContext context, ProgramNode.CaughtFailure failure)
    {
        try
        {
            return await context.StepAsync<long>(
                (body, _) =>
                {
                    _bodies.Add(new StepBody(body.OperationId, body.AttemptNumber, IsAtMostOnce: false));
                    throw new InvalidDataException($"f{failure.Value}");
                },
                $"f{failure.Value}",
                s_final);
        }
        catch (StepException exception)
        {
            return Combine(exception.Message.Length, exception.ErrorType == typeof(InvalidDataException).FullName ? 1 : 2);
        }
    }

    private async Task<long> BodyAsync(IStepContext body, ProgramNode.Step step)
    {
        _bodies.Add(new StepBody(body.OperationId, body.AttemptNumber, step.AtMostOnce));
        await Task.Yield();
        return !step.AtMostOnce && body.AttemptNumber <= step.Failures ? throw new TimeoutException("slow") : step.Value;
    }

    private static long Combine(long left, long right) => unchecked((left * 31) + right);
}

/// <summary>A step body began.</summary>
/// <param name="OperationId">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="IsAtMostOnce">Its semantics.</param>
internal readonly record struct StepBody(string OperationId, int Attempt, bool IsAtMostOnce);
