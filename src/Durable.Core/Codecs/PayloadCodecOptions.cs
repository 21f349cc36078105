namespace Durable;

/// <summary>What becomes of an execution's data on its way to the store and back. Nothing, by default.</summary>
public sealed class PayloadCodecOptions
{
    /// <summary>Applied in this order to whatever is written: compress first, then encrypt. Undone in reverse order on the way back.</summary>
    public IList<IPayloadCodec> Codecs { get; } = [];

    /// <summary>Read what they have written earlier, or what other hosts write with them; nothing is written with them here.</summary>
    public IList<IPayloadCodec> Decoders { get; } = [];

    /// <summary>
    /// Id of a codec that everything must have gone through to be read. By default there is none, so that executions which were started before
    /// their host had codecs can go on; and then whoever can write into the store can put in data that is not encrypted. Set it when those have ended.
    /// Outside of it stored data may have the codecs that follow it in <see cref="Codecs"/>, and no other: that is refused before it is decoded.
    /// </summary>
    public string? RequiredCodec { get; set; }
}
