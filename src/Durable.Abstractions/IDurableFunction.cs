namespace Durable;

/// <summary>A durable function as a class. One instance is made per invocation, from the service provider.</summary>
/// <typeparam name="TInput">Type of the input.</typeparam>
/// <typeparam name="TOutput">Type of the result.</typeparam>
public interface IDurableFunction<in TInput, TOutput>
{
    /// <summary>The function's code. See <see cref="IDurableContext"/> for what it may do between operations.</summary>
    /// <param name="input">The input the execution was started with.</param>
    /// <param name="context">The root context.</param>
    Task<TOutput> RunAsync(TInput input, IDurableContext context);
}
