using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Operations.Batches;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>Compares what a replayed function asks for with what the log holds at that place.</summary>
internal static class Determinism
{
    /// <summary>The error that ends the execution; null when both agree.</summary>
    public static NonDeterministicExecutionException? Check(Operation stored, OperationIdentity asked, OperationType type, string subType)
    {
        if (stored.Type == type && stored.SubType == subType && stored.Name == asked.Name && stored.ParentId == asked.ParentId)
        {
            return null;
        }

        var logged = Describe(stored.Type, stored.SubType, stored.Name, stored.ParentId);
        var called = Describe(type, subType, asked.Name, asked.ParentId);
        return new NonDeterministicExecutionException(
            $"Operation '{asked.Id}' is {logged} in the log, but the function now asks for {called}. A function must make the same calls in the "
            + "same order on every run: finish or stop running executions before changing its code, and keep clocks, random numbers and "
            + "unordered collections inside steps.");
    }

    /// <summary>The same for the function of an invoke.</summary>
    public static NonDeterministicExecutionException? CheckInvoke(Operation stored, string functionName) =>
        stored.ChainedInvoke!.Target.FunctionName == functionName ? null : new NonDeterministicExecutionException(
            $"Operation '{stored.Id}' invokes function '{stored.ChainedInvoke.Target.FunctionName}' in the log, but the function now asks for '{functionName}'. "
            + "A function must make the same calls in the same order on every run.");

    /// <summary>The same for the branches of a batch that has completed. Those that had not started make no difference.</summary>
    public static NonDeterministicExecutionException? CheckBranches(BatchPayload stored, string batchId, string[] asked)
    {
        var started = 0;
        foreach (var (index, name) in stored.Started())
        {
            started++;
            if (index >= asked.Length || (name is not null && name != asked[index]))
            {
                return Differs(
                    name is null ? Invariant($"has a branch {index}") : Invariant($"has a branch {index} named '{name}'"),
                    index >= asked.Length ? $"{asked.Length} branches" : $"one named '{asked[index]}'");
            }
        }

        return stored.CompletionReason == CompletionReason.AllCompleted && started < asked.Length
            ? Differs(Invariant($"has {started} branches"), $"{asked.Length}")
            : null;

        NonDeterministicExecutionException Differs(string logged, string called) => new(
            $"Operation '{batchId}' {logged} in the log, but the function now asks for {called}. A batch must have the same branches in the same "
            + "order on every run: take its items from the input or from a step.");
    }

    /// <summary>
    /// For a context whose body is run again only for its result: what is not in the log was never called; what is there unfinished was
    /// never awaited, and is not run again.
    /// </summary>
    public static Task<T> RefuseNewWorkAsync<T>(IExecutionChannel channel, Operation? stored, OperationIdentity asked) => stored is null
        ? channel.FailExecutionAsync<T>(new NonDeterministicExecutionException(
            $"Operation '{asked.Id}'{(asked.Name is null ? "" : $", named '{asked.Name}',")} is not in the log, but the context it is called in has completed. "
            + "A function must make the same calls in the same order on every run."))
        : new TaskCompletionSource<T>().Task;

    /// <summary>The error that ends the execution when the body of a completed context, run again for its result, ends otherwise than before.</summary>
    /// <param name="context">The context.</param>
    /// <param name="thrown">What the body threw this time; null when it had failed before and now returned.</param>
    public static NonDeterministicExecutionException OtherOutcome(OperationIdentity context, Exception? thrown) => new(
        $"Context '{context.Id}'{(context.Name is null ? "" : $", named '{context.Name}',")} has {(thrown is null ? "failed" : "succeeded")}, but its body, "
        + $"run again for its result, {(thrown is null ? "returned" : $"threw {thrown.GetType()}: {ExceptionGetters.MessageOf(thrown)}")}. A function must come to the same "
        + "on every run: keep whatever may end differently inside steps.");

    private static string Describe(OperationType type, string? subType, string? name, string? parentId) =>
        $"{WireNames.Of(type)}/{subType ?? "-"} named {(name is null ? "nothing" : $"'{name}'")} under {(parentId is null ? "the root" : $"'{parentId}'")}";
}
