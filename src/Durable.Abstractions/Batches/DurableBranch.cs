namespace Durable;

/// <summary>A named branch of a parallel, whatever type its result has. Make one as <see cref="DurableBranch{T}"/>.</summary>
public abstract record DurableBranch
{
    private protected DurableBranch(string name)
    {
        Name = name;
    }

    /// <summary>Shown in history and in the result; checked on replay. 1 to 256 printable ASCII characters.</summary>
    public string Name { get; init; }

    internal abstract Task<object?> RunAsync(IDurableContext context, CancellationToken cancellationToken);

    /// <summary>A serializer that writes and reads this branch's results, handed over as objects, as what they are.</summary>
    internal abstract IPayloadSerializer Typed(IPayloadSerializer serializer);
}

/// <summary>
/// A named branch of <see cref="IDurableContext.ParallelAsync{T}(IReadOnlyList{DurableBranch{T}}, string?, ParallelConfig?, CancellationToken)"/>,
/// or, together with branches of other types, of <see cref="IDurableContext.ParallelAsync(IReadOnlyList{DurableBranch}, string?, ParallelConfig?, CancellationToken)"/>.
/// </summary>
/// <typeparam name="T">Type of the branch's result.</typeparam>
/// <param name="Name">Shown in history and in the result; checked on replay. 1 to 256 printable ASCII characters.</param>
/// <param name="Func">The branch's body.</param>
public sealed record DurableBranch<T>(string Name, Func<IDurableContext, CancellationToken, Task<T>> Func) : DurableBranch(Name)
{
    internal override async Task<object?> RunAsync(IDurableContext context, CancellationToken cancellationToken) =>
        await (Func(context, cancellationToken) ?? throw Bodies.ReturnedNull($"branch '{Name}'"));

    internal override IPayloadSerializer Typed(IPayloadSerializer serializer) => new TypedSerializer(serializer);

    private sealed class TypedSerializer(IPayloadSerializer inner) : ISameTypeSerializer
    {
        public string SerializeForSameType<TAny>(TAny value, SerializationContext context) =>
            inner is ISameTypeSerializer same ? same.SerializeForSameType((T)(object?)value!, context) : Serialize(value, context);

        public string Serialize<TAny>(TAny value, SerializationContext context) => inner.Serialize((T)(object?)value!, context);

        public TAny Deserialize<TAny>(string payload, SerializationContext context) => (TAny)(object?)inner.Deserialize<T>(payload, context)!;
    }
}
