namespace Durable;

/// <summary>Turns the bytes that an execution stores into others and back: compresses or encrypts them on their way to the store.</summary>
/// <remarks>
/// <para>
/// Codecs belong to the host, not to a function: they see everything an execution stores of its users' data, whatever serializer wrote it. Each
/// stored piece names the codecs it went through, so codecs may come and go while executions run.
/// </para>
/// <para>
/// Implementations are thread-safe. They are called on the way to and from every checkpoint and must not wait for anything: keys, for example,
/// are fetched before the host starts. What they throw parks the execution, with the exception's message as the reason; that is stored as it is,
/// so it must not repeat any data or key.
/// </para>
/// </remarks>
public interface IPayloadCodec
{
    /// <summary>
    /// Names the codec in stored data: 1 to 32 of <c>[a-z0-9.-]</c>, unique in a host. It is part of the stored format: what was written under an
    /// id must be read under it for as long as it is kept.
    /// </summary>
    string Id { get; }

    /// <summary>Encodes.</summary>
    /// <param name="data">What an execution stores, or what the codec before this one made of it.</param>
    /// <param name="context">Where it belongs.</param>
    /// <returns>The encoded bytes; null to leave the data as it is, where encoding is not worth it.</returns>
    byte[]? Encode(ReadOnlySpan<byte> data, in PayloadCodecContext context);

    /// <summary>Decodes.</summary>
    /// <param name="encoded">What <see cref="Encode"/> returned.</param>
    /// <param name="context">Where it was found; equal to what <see cref="Encode"/> was given, unless somebody moved it.</param>
    /// <returns>Exactly the bytes that were encoded.</returns>
    byte[] Decode(ReadOnlySpan<byte> encoded, in PayloadCodecContext context);
}
