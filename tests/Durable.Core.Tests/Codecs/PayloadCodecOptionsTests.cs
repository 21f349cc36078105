namespace Durable.Core.Tests.Codecs;

public sealed class PayloadCodecOptionsTests
{
    [Fact]
    public void No_codecs_are_fine() => new PayloadCodecOptions().Validate();

    [Fact]
    public void Two_codecs_of_one_id_are_refused()
    {
        var error = Refusal(static options => { options.Codecs.Add(new BrotliPayloadCodec()); options.Decoders.Add(new BrotliPayloadCodec()); });

        Assert.StartsWith("PayloadCodecOptions.Codecs has two codecs with the id 'br'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Br")]
    [InlineData("b r")]
    [InlineData("a23456789012345678901234567890123")]
    public void An_id_that_cannot_be_stored_is_refused(string id)
    {
        var error = Refusal(options => options.Codecs.Add(new NamedCodec(id)));

        Assert.StartsWith($"PayloadCodecOptions.Codecs has the codec {typeof(NamedCodec)} with the id '{id}'; it must be 1 to 32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_codec_must_be_one_that_is_written_with()
    {
        var error = Refusal(static options => { options.Decoders.Add(new BrotliPayloadCodec()); options.RequiredCodec = "br"; });

        Assert.StartsWith("PayloadCodecOptions.RequiredCodec is br; it must be the id of one of Codecs", error.Message, StringComparison.Ordinal);
    }

    private static ArgumentException Refusal(Action<PayloadCodecOptions> configure)
    {
        var options = new PayloadCodecOptions();
        configure(options);
        return Assert.Throws<ArgumentException>(options.Validate);
    }

    private sealed class NamedCodec(string id) : IPayloadCodec
    {
        public string Id => id;

        public byte[]? Encode(ReadOnlySpan<byte> data, in PayloadCodecContext context) => null;

        public byte[] Decode(ReadOnlySpan<byte> encoded, in PayloadCodecContext context) => encoded.ToArray();
    }
}
