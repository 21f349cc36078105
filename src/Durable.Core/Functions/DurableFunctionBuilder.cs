using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Durable.Core.Serialization;

namespace Durable.Core.Functions;

/// <summary>Fills a registry; every host's registration uses it.</summary>
internal sealed class DurableFunctionBuilder(DurableFunctionRegistry registry)
{
    private static readonly TimeSpan s_minRetention = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_maxRetention = TimeSpan.FromDays(90);

    public void Add<TInput, TOutput>(
        string name, Func<TInput, IDurableContext, Task<TOutput>> function, Action<DurableFunctionOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(function);
        AddDefinition<TInput, TOutput>(name, (_, input, context) => function(input, context), configure);
    }

    public void Add<TInput>(string name, Func<TInput, IDurableContext, Task> function, Action<DurableFunctionOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(function);
        AddDefinition<TInput, NoResult>(
            name,
            async (_, input, context) =>
            {
                await (function(input, context) ?? throw Bodies.ReturnedNull($"function '{name}'"));
                return default;
            },
            configure);
    }

    [RequiresDynamicCode("The types of the function are looked up when it is registered.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "What the method asks of the class, this one asks, too.")]
    public void AddClass<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces | DynamicallyAccessedMemberTypes.PublicConstructors)] TFunction>(
        string name, Action<DurableFunctionOptions>? configure)
        where TFunction : class
    {
        Type[] interfaces = [.. typeof(TFunction).GetInterfaces().Where(static candidate =>
            candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IDurableFunction<,>))];
        if (interfaces is not [var contract])
        {
            throw new ArgumentException(
                $"{typeof(TFunction)} must implement IDurableFunction<TInput, TOutput> exactly once to be registered as function '{name}'; it does so {interfaces.Length} times.", nameof(name));
        }

        typeof(DurableFunctionBuilder)
            .GetMethod(nameof(AddTypedClass))!
            .MakeGenericMethod([typeof(TFunction), .. contract.GetGenericArguments()])
            .Invoke(this, BindingFlags.DoNotWrapExceptions, binder: null, [name, configure], culture: null);
    }

    public void AddTypedClass<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFunction, TInput, TOutput>(
        string name, Action<DurableFunctionOptions>? configure)
        where TFunction : class, IDurableFunction<TInput, TOutput> =>
        AddDefinition<TInput, TOutput>(
            name,
            static (services, input, context) =>
                services.Function<TFunction>().RunAsync(input, context),
            configure);

    private void AddDefinition<TInput, TOutput>(
        string name, Func<InvocationServices, TInput, IDurableContext, Task<TOutput>> function, Action<DurableFunctionOptions>? configure)
    {
        if (!ExecutionId.IsValidFunctionName(name))
        {
            throw new ArgumentException(
                $"Function name '{name}' is not valid: use 1 to {ExecutionId.MaxFunctionNameLength} of the characters a-z, A-Z, 0-9, '-' and '_'.", nameof(name));
        }

        var options = new DurableFunctionOptions();
        configure?.Invoke(options);
        RequireRange(options.ExecutionTimeout, DurableLimits.MinDelay, DurableLimits.MaxDelay, nameof(options.ExecutionTimeout), name);
        RequireRange(options.StuckAfter, DurableLimits.MinDelay, DurableLimits.MaxDelay, nameof(options.StuckAfter), name);
        RequireRange(options.Retention, s_minRetention, s_maxRetention, nameof(options.Retention), name);
        if (string.IsNullOrWhiteSpace(options.Version))
        {
            throw new ArgumentException($"Version of function '{name}' is empty.", nameof(configure));
        }

        if (options.OnDivergence is { } behavior && !Enum.IsDefined(behavior))
        {
            throw new ArgumentException($"OnDivergence of function '{name}' is {behavior}; it must be null, Park or Fail.", nameof(configure));
        }

        registry.Add(new DurableFunctionDefinition<TInput, TOutput>(name, options, registry, function));
    }

    private static void RequireRange(TimeSpan value, TimeSpan min, TimeSpan max, string option, string function)
    {
        if (value < min || value > max)
        {
            throw new ArgumentException($"{option} of function '{function}' is {value}; it must be {min} to {max}.", option);
        }
    }
}
