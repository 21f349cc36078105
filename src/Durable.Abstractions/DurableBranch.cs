namespace Durable;

/// <summary>A named branch of <see cref="IDurableContext.ParallelAsync{T}(IReadOnlyList{DurableBranch{T}}, string?, ParallelConfig?, CancellationToken)"/>.</summary>
/// <typeparam name="T">Type of the branch's result.</typeparam>
/// <param name="Name">Shown in history and in the result; checked on replay.</param>
/// <param name="Func">The branch's body.</param>
public sealed record DurableBranch<T>(string Name, Func<IDurableContext, CancellationToken, Task<T>> Func);
