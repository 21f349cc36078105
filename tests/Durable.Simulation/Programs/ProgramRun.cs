using Durable.Core.Contexts;

namespace Durable.Simulation.Programs;

/// <summary>Runs a program as a durable function and notes every step body that really runs.</summary>
/// <param name="program">The program.</param>
/// <param name="clock">Clock of the step bodies that take their time.</param>
/// <param name="onBody">Called when a body begins, with the operations that its code had awaited before.</param>
/// <param name="memory">What code has seen before steps whose bodies have begun; one of its own by default.</param>
/// <param name="isCurrent">Whether nobody has taken over from the activation that runs this; so by default.</param>
internal sealed class ProgramRun(
    ProgramNode program, TimeProvider clock, Action<StepBody, IEnumerable<string>>? onBody = null, ProgramMemory? memory = null, Func<bool>? isCurrent = null)
{
    /// <summary>Name of the function that runs programs, where there is more than one.</summary>
    public const string Function = "program";

    // However often processes die, the result is the same.
    private const int MaxLostAttempts = 1000;

    private static readonly StepConfig s_retried = new()
    {
        RetryStrategy = RetryStrategy.Exponential(100, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), jitter: JitterStrategy.None),
        MaxLostAttempts = MaxLostAttempts,
    };

    private static readonly StepConfig s_atMostOnce = s_retried with { Semantics = StepSemantics.AtMostOncePerRetry };
    private static readonly StepConfig s_final = new() { RetryStrategy = RetryStrategy.None, MaxLostAttempts = MaxLostAttempts };

    private readonly List<StepBody> _bodies = [];
    private readonly HashSet<string> _concurrentLanes = [];
    private readonly ProgramMemory _seen = memory ?? new ProgramMemory();

    /// <summary>Every start of a step body, in order.</summary>
    public IReadOnlyList<StepBody> Bodies => _bodies;

    /// <summary>Contexts, by the prefix of their operations' ids, in which operations ran together.</summary>
    public IReadOnlySet<string> ConcurrentLanes => _concurrentLanes;

    /// <summary>Steps whose code had seen other outcomes, or in another order, than before: a replay that differs.</summary>
    public IReadOnlyList<string> Divergences => _seen.Divergences;

    public async Task<string> RunAsync(IDurableContext context)
    {
        var result = await RunAsync(context, new ProgramScope(null, null), program, CancellationToken.None);
        return result.Length < 1000 ? result : $"{result.Length} characters, hash {result.Aggregate(17, static (hash, character) => unchecked((hash * 31) + character))}";
    }

    private async Task<string> RunAsync(IDurableContext context, ProgramScope scope, ProgramNode node, CancellationToken token)
    {
        switch (node)
        {
            case ProgramNode.Throw error:
                throw new InvalidOperationException($"thrown {error.Value}");
            case ProgramNode.Sequence sequence:
                List<string> results = [];
                foreach (var child in sequence.Children)
                {
                    results.Add(await RunAsync(context, scope, child, token));
                }

                return string.Join(' ', results);
            case ProgramNode.Together together:
                _concurrentLanes.Add(scope.IdPrefix ?? "");
                return string.Join('+', await Task.WhenAll(together.Children.Select(child => RunAsync(context, scope, child, token))));
            case ProgramNode.Race race:
                return await RaceAsync(context, scope, race, token);
        }

        var id = scope.Next();
        string result;
        try
        {
            result = await RunOperationAsync(context, scope, node, id, token);
        }
        catch (OperationCanceledException)
        {
            scope.See($"{id} cancelled");
            throw;
        }

        scope.See($"{id}={result} at {context.Now:HH:mm:ss.fff}");
        if (node is not ProgramNode.Child { IsFlat: true })
        {
            scope.Await(id);
        }

        return result;
    }

    private async Task<string> RaceAsync(IDurableContext context, ProgramScope scope, ProgramNode.Race race, CancellationToken token)
    {
        _concurrentLanes.Add(scope.IdPrefix ?? "");
        var lost = CancellationTokenSource.CreateLinkedTokenSource(token);
        var runners = race.Runners.Select(runner => RunAsync(context, scope, runner, race.End == RaceEnd.Cancel ? lost.Token : token)).ToList();
        if (race.End == RaceEnd.All)
        {
            return string.Join('&', await Task.WhenAll(runners.Select(runner => TextAsync(runner, token))));
        }

        var waiting = runners.Select(runner => TextAsync(runner, token)).ToList();
        List<string> order = [];
        do
        {
            var first = await Task.WhenAny(waiting);
            order.Add($"{waiting.IndexOf(first)}: {await first}");
            waiting.Remove(first);
            scope.See($"first {order[^1]}");
        }
        while (race.End == RaceEnd.TakeEach && waiting.Count > 0);
        if (race.End == RaceEnd.Cancel)
        {
            Cancel(lost);
            order.AddRange(await Task.WhenAll(waiting));
        }

        return $"[{string.Join(" > ", order)}]";
    }

    // At once: CancelAsync would leave the function's turns.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    // A runner that fails or is cancelled has come to something, too.
    private static async Task<string> TextAsync(Task<string> runner, CancellationToken token)
    {
        try
        {
            return await runner;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return "cancelled";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return $"{exception.GetType().Name} {exception.Message}";
        }
    }

    private async Task<string> RunOperationAsync(IDurableContext context, ProgramScope scope, ProgramNode node, string id, CancellationToken token)
    {
        switch (node)
        {
            case ProgramNode.Step step:
                var awaited = scope.Done.ToArray();
                var seen = scope.Seen;
                RequireAsBefore(context, id, seen);
                return await context.StepAsync(
                    (body, stepToken) => BodyAsync(body, step, awaited, seen, stepToken), $"s{step.Value}", step.IsAtMostOnce ? s_atMostOnce : s_retried, token);
            case ProgramNode.CaughtFailure failure:
                return await CatchAsync(context, scope, failure, token);
            case ProgramNode.Wait wait:
                await context.WaitAsync(TimeSpan.FromSeconds(wait.Seconds), cancellationToken: token);
                return $"w{wait.Seconds}";
            case ProgramNode.Condition condition:
                return await RunConditionAsync(context, scope, condition, token);
            case ProgramNode.Callback callback:
                return await RunCallbackAsync(context, callback, token);
            case ProgramNode.Invoke invoke:
                return await InvokeAsync(context, invoke, token);
            case ProgramNode.Child child:
                return await RunChildAsync(context, scope, child, id, token);
            case ProgramNode.Batch batch:
                return await RunBatchAsync(context, scope, batch, id, token);
            default:
                throw new InvalidOperationException($"Unknown node {node}.");
        }
    }

    private async Task<string> RunConditionAsync(IDurableContext context, ProgramScope scope, ProgramNode.Condition condition, CancellationToken token)
    {
        var awaited = scope.Done.ToArray();
        var id = scope.Current;
        var config = new WaitForConditionConfig<int>
        {
            InitialState = condition.Value,
            WaitStrategy = WaitStrategy.Linear<int>(
                3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(40), isDone: state => state == condition.Value + condition.Polls),
        };
        try
        {
            return $"c{await context.WaitForConditionAsync(CheckAsync, config, $"c{condition.Value}", token)}";
        }
        catch (WaitForConditionException exception)
        {
            return $"c{exception.LastState} after {exception.AttemptsExhausted}: {exception.Message}";
        }

        async Task<int> CheckAsync(int state, IConditionCheckContext poll, CancellationToken cancellationToken)
        {
            Begin(new StepBody(id, poll.AttemptNumber, IsAtMostOnce: false), awaited);
            await Task.Yield();
            return state + 1;
        }
    }

    private static async Task<string> RunCallbackAsync(IDurableContext context, ProgramNode.Callback callback, CancellationToken token)
    {
        var name = $"k{callback.Value}";
        var timeout = ProgramOutside.TimeoutOf(callback.Value);
        try
        {
            return callback.IsSubmitted
                ? await context.WaitForCallbackAsync<string>(static (_, _, _) => Task.CompletedTask, name, new WaitForCallbackConfig { Timeout = timeout }, token)
                : await (await context.CreateCallbackAsync<string>(name, new CallbackConfig { Timeout = timeout }, token)).GetResultAsync(token);
        }
        catch (CallbackException exception)
        {
            return $"{exception.GetType().Name} {exception.ErrorType} {exception.Message}";
        }
    }

    private static async Task<string> InvokeAsync(IDurableContext context, ProgramNode.Invoke invoke, CancellationToken token)
    {
        try
        {
            return $"<{await context.InvokeAsync<ProgramInput, string>(Function, new ProgramInput(invoke.Program), $"i{invoke.Program}", cancellationToken: token)}>";
        }
        catch (InvokeException exception)
        {
            return $"<{exception.GetType().Name} {exception.ErrorType} {exception.Message}>";
        }
    }

    private async Task<string> RunChildAsync(IDurableContext context, ProgramScope scope, ProgramNode.Child child, string id, CancellationToken token)
    {
        var config = new ChildContextConfig { NestingType = child.IsFlat ? NestingType.Flat : NestingType.Nested };
        try
        {
            return $"({await context.RunInChildContextAsync((inner, innerToken) => RunAsync(inner, scope.Enter(id), child.Body, innerToken), config: config, cancellationToken: token)})";
        }
        catch (ChildContextException exception)
        {
            return $"({exception.ErrorType} {exception.Message})";
        }
    }

    private async Task<string> RunBatchAsync(IDurableContext context, ProgramScope scope, ProgramNode.Batch batch, string id, CancellationToken token)
    {
        var scopes = batch.Children.Select((_, index) => scope.Enter(OperationIds.Child(id, index + 1))).ToArray();
        var nesting = batch.IsFlat ? NestingType.Flat : NestingType.Nested;
        var result = batch.IsMap
            ? await context.MapAsync(
                batch.Children,
                (branch, child, index, _, branchToken) => RunAsync(branch, scopes[index], child, branchToken),
                config: new MapConfig<ProgramNode> { MaxConcurrency = batch.MaxConcurrency, NestingType = nesting, CompletionConfig = batch.Completion },
                cancellationToken: token)
            : await context.ParallelAsync(
                [
                    .. batch.Children.Select((child, index) => new DurableBranch<string>(
                        $"b{index}", (branch, branchToken) => RunAsync(branch, scopes[index], child, branchToken))),
                ],
                config: new ParallelConfig { MaxConcurrency = batch.MaxConcurrency, NestingType = nesting, CompletionConfig = batch.Completion },
                cancellationToken: token);
        return $"{{{result.CompletionReason}: {string.Join(", ", result.All.Select(Describe))}}}";
    }

    private async Task<string> CatchAsync(IDurableContext context, ProgramScope scope, ProgramNode.CaughtFailure failure, CancellationToken token)
    {
        var awaited = scope.Done.ToArray();
        try
        {
            return await context.StepAsync<string>(
                (body, _) =>
                {
                    Begin(new StepBody(body.OperationId, body.AttemptNumber, IsAtMostOnce: false), awaited);
                    throw new InvalidDataException($"f{failure.Value}");
                },
                $"f{failure.Value}",
                s_final,
                token);
        }
        catch (StepException exception)
        {
            return $"{exception.ErrorType} {exception.Message}";
        }
    }

    private async Task<string> BodyAsync(IStepContext body, ProgramNode.Step step, string[] awaited, string seen, CancellationToken token)
    {
        _seen.Begin(body.EffectId, seen);
        Begin(new StepBody(body.OperationId, body.AttemptNumber, step.IsAtMostOnce), awaited);
        if (step.Seconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(step.Seconds), clock, token);
        }

        await Task.Yield();
        return body.AttemptNumber <= step.Failures ? throw new TimeoutException("slow") : $"s{step.Value}".PadRight(step.Size, '.');
    }

    // What had been seen before a body began is durable, and stays as it is.
    private void RequireAsBefore(IDurableContext context, string id, string seen)
    {
        // Code of an activation that is over, or overtaken, runs on, and nothing comes of it.
        if (!context.CancellationToken.IsCancellationRequested && isCurrent?.Invoke() != false)
        {
            _seen.Require($"{((ExecutionContextInfo)context.ExecutionContext).RunId}/{id}", seen);
        }
    }

    private void Begin(StepBody body, string[] awaited)
    {
        _bodies.Add(body);
        onBody?.Invoke(body, awaited);
    }

    private static string Describe(IBatchItem<string> item) => $"{item.Index} {item.Name} " + item.Status switch
    {
        BatchItemStatus.Succeeded => item.Result,
        BatchItemStatus.Failed => ((ChildContextException)item.Error!).ErrorType + item.Error!.Message,
        _ => "started",
    };
}

/// <summary>A step body began.</summary>
/// <param name="OperationId">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="IsAtMostOnce">Its semantics.</param>
internal readonly record struct StepBody(string OperationId, int Attempt, bool IsAtMostOnce);
