using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Durable.Core.Functions;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Durable;

/// <summary>Says what a host runs and where it keeps it. The same on every host.</summary>
public sealed class DurableExecutionsBuilder
{
    private readonly DurableFunctionRegistry _registry;
    private readonly DurableFunctionBuilder _functions;

    internal DurableExecutionsBuilder(IServiceCollection services, DurableFunctionRegistry registry)
    {
        Services = services;
        _registry = registry;
        _functions = new DurableFunctionBuilder(registry);
    }

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a function given as a delegate.</summary>
    /// <typeparam name="TInput">Type of the input.</typeparam>
    /// <typeparam name="TOutput">Type of the result.</typeparam>
    /// <param name="name">Name under which executions are started: 1 to 64 of <c>[a-zA-Z0-9-_]</c>, unique per host.</param>
    /// <param name="function">The function.</param>
    /// <param name="configure">Changes the function's options.</param>
    /// <exception cref="ArgumentException">The name is not valid or taken, or an option is out of range.</exception>
    public DurableExecutionsBuilder AddFunction<TInput, TOutput>(
        string name, Func<TInput, IDurableContext, Task<TOutput>> function, Action<DurableFunctionOptions>? configure = null)
    {
        _functions.Add(name, function, configure);
        return this;
    }

    /// <summary>Registers a function without a result, given as a delegate.</summary>
    /// <typeparam name="TInput">Type of the input.</typeparam>
    /// <param name="name">Name under which executions are started: 1 to 64 of <c>[a-zA-Z0-9-_]</c>, unique per host.</param>
    /// <param name="function">The function.</param>
    /// <param name="configure">Changes the function's options.</param>
    /// <exception cref="ArgumentException">The name is not valid or taken, or an option is out of range.</exception>
    public DurableExecutionsBuilder AddFunction<TInput>(
        string name, Func<TInput, IDurableContext, Task> function, Action<DurableFunctionOptions>? configure = null)
    {
        _functions.Add(name, function, configure);
        return this;
    }

    /// <summary>
    /// Registers a function given as a class. An instance is made for each activation of an execution, in a service scope of its own; both are disposed
    /// when the activation has left memory and the last step body that it began has left. See <see cref="IDurableFunction{TInput, TOutput}"/>.
    /// </summary>
    /// <typeparam name="TFunction">The class; it implements <see cref="IDurableFunction{TInput, TOutput}"/> once.</typeparam>
    /// <param name="name">Name under which executions are started: 1 to 64 of <c>[a-zA-Z0-9-_]</c>, unique per host.</param>
    /// <param name="configure">Changes the function's options.</param>
    /// <exception cref="ArgumentException">The name is not valid or taken, an option is out of range, or the class is no durable function.</exception>
    [RequiresDynamicCode("The types of the function are looked up when it is registered. Name them: AddFunction<TFunction, TInput, TOutput>(name).")]
    public DurableExecutionsBuilder AddFunction<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces | DynamicallyAccessedMemberTypes.PublicConstructors)] TFunction>(
        string name, Action<DurableFunctionOptions>? configure = null)
        where TFunction : class
    {
        _functions.AddClass<TFunction>(name, configure);
        return this;
    }

    /// <summary>The same with the function's types named, for an app that is compiled ahead of time.</summary>
    /// <typeparam name="TFunction">The class.</typeparam>
    /// <typeparam name="TInput">Type of the input.</typeparam>
    /// <typeparam name="TOutput">Type of the result.</typeparam>
    /// <param name="name">Name under which executions are started: 1 to 64 of <c>[a-zA-Z0-9-_]</c>, unique per host.</param>
    /// <param name="configure">Changes the function's options.</param>
    /// <exception cref="ArgumentException">The name is not valid or taken, or an option is out of range.</exception>
    public DurableExecutionsBuilder AddFunction<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFunction, TInput, TOutput>(
        string name, Action<DurableFunctionOptions>? configure = null)
        where TFunction : class, IDurableFunction<TInput, TOutput>
    {
        _functions.AddTypedClass<TFunction, TInput, TOutput>(name, configure);
        return this;
    }

    /// <summary>Gives a serializer to all functions that have none of their own, registered before or after. Default: plain JSON. The last call decides.</summary>
    /// <param name="serializer">The serializer.</param>
    public DurableExecutionsBuilder UseSerializer(IPayloadSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        _registry.Serializer = serializer;
        return this;
    }

    /// <summary>Uses JSON of a source-generated context for all functions that have no serializer of their own, without reflection.</summary>
    /// <param name="context">Knows the inputs and results of those functions and of their operations.</param>
    public DurableExecutionsBuilder UseJson(JsonSerializerContext context) => UseSerializer(new JsonPayloadSerializer(context));

    /// <summary>Uses JSON by options for all functions that have no serializer of their own.</summary>
    /// <param name="options">For example with several contexts in its chain of resolvers. Must not change incompatibly while executions run.</param>
    public DurableExecutionsBuilder UseJson(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return UseSerializer(new JsonPayloadSerializer(options));
    }

    /// <summary>
    /// Sends all data that executions store through a codec, after those that were named before: first <see cref="BrotliPayloadCodec"/>, then
    /// <see cref="AesGcmPayloadCodec"/>. What was stored before it was there is still read.
    /// </summary>
    /// <param name="codec">The codec.</param>
    public DurableExecutionsBuilder UsePayloadCodec(IPayloadCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return UsePayloadCodec(_ => codec);
    }

    /// <inheritdoc cref="UsePayloadCodec(IPayloadCodec)"/>
    /// <param name="create">Makes the codec from the host's services, once, before the host starts.</param>
    public DurableExecutionsBuilder UsePayloadCodec(Func<IServiceProvider, IPayloadCodec> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.AddOptions<PayloadCodecOptions>().Configure<IServiceProvider>((options, services) => options.Codecs.Add(create(services)));
        return this;
    }

    /// <summary>Reads what a codec has written, and writes nothing with it: for one that was in use, or that other hosts use already.</summary>
    /// <param name="codec">The codec.</param>
    public DurableExecutionsBuilder ReadPayloadCodec(IPayloadCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return ConfigurePayloadCodecs(options => options.Decoders.Add(codec));
    }

    /// <summary>Changes what becomes of data on its way to the store.</summary>
    /// <param name="configure">Changes the options; they are validated when the host starts.</param>
    public DurableExecutionsBuilder ConfigurePayloadCodecs(Action<PayloadCodecOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>Changes how executions are run and checkpointed.</summary>
    /// <param name="configure">Changes the options; they are validated when the host starts.</param>
    public DurableExecutionsBuilder ConfigureEngine(Action<DurableEngineOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>Keeps executions in a store made from the host's services. The last call decides.</summary>
    /// <param name="create">Makes the store; it is disposed with the host.</param>
    public DurableExecutionsBuilder UseStore(Func<IServiceProvider, ICheckpointStore> create)
    {
        Services.Replace(ServiceDescriptor.Singleton(create));
        return this;
    }

    /// <summary>Keeps executions in memory: for tests and trials, nothing survives the process.</summary>
    public DurableExecutionsBuilder UseInMemoryStore() => UseStore(static services =>
        new InMemoryCheckpointStore(services.GetService<TimeProvider>()));
}
