namespace Durable;

/// <summary>
/// A durable function as a class. One instance is made for each activation of an execution (when it starts, and again whenever it is loaded from the
/// store), in a service scope of its own.
/// </summary>
/// <remarks>
/// Scope and instance live until the activation has left memory and the last step body that it began has left, however long that takes; then the
/// instance is disposed if it is <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/>, and after it what the scope made. Step bodies that run
/// side by side share what the constructor was given: take what must not be shared, such as a database context, from
/// <see cref="IStepContext.Services"/>.
/// </remarks>
/// <typeparam name="TInput">Type of the input.</typeparam>
/// <typeparam name="TOutput">Type of the result.</typeparam>
public interface IDurableFunction<in TInput, TOutput>
{
    /// <summary>The function's code. See <see cref="IDurableContext"/> for what it may do between operations.</summary>
    /// <param name="input">The input the execution was started with.</param>
    /// <param name="context">The root context.</param>
    Task<TOutput> RunAsync(TInput input, IDurableContext context);
}
