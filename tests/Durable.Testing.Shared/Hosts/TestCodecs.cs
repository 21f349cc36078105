using System.Security.Cryptography;

namespace Durable.Testing;

/// <summary>Codecs for hosts that are tested with them.</summary>
public static class TestCodecs
{
    /// <summary>Compression of all but the smallest, and then encryption, as a host of real life would have it.</summary>
    public static IReadOnlyList<IPayloadCodec> Both { get; } =
    [
        new BrotliPayloadCodec(minBytes: 64),
        new AesGcmPayloadCodec(new AesGcmKey("tests", RandomNumberGenerator.GetBytes(AesGcmKey.Bytes))),
    ];
}
