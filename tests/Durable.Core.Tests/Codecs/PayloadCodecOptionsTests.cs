using Durable.Core.Codecs;
using Microsoft.Extensions.Options;

namespace Durable.Core.Tests.Codecs;

public sealed class PayloadCodecOptionsTests
{
    [Fact]
    public void No_codecs_are_fine() => Assert.True(Validate(new PayloadCodecOptions()).Succeeded);

    [Fact]
    public void Two_codecs_of_one_id_are_refused()
    {
        var error = Refusal(static options => { options.Codecs.Add(new BrotliPayloadCodec()); options.Decoders.Add(new BrotliPayloadCodec()); });

        Assert.StartsWith("PayloadCodecOptions.Codecs has two codecs with the id 'br'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Br")]
    [InlineData("b r")]
    [InlineData("a23456789012345678901234567890123")]
    public void An_id_that_cannot_be_stored_is_refused(string id)
    {
        var error = Refusal(options => options.Codecs.Add(new NamedCodec(id)));

        Assert.StartsWith($"PayloadCodecOptions.Codecs has the codec {typeof(NamedCodec)} with the id '{id}': set it to 1 to 32", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_codec_must_be_one_that_is_written_with()
    {
        var error = Refusal(static options => { options.Decoders.Add(new BrotliPayloadCodec()); options.RequiredCodec = "br"; });

        Assert.StartsWith("PayloadCodecOptions.RequiredCodec is 'br': set it to the id of one of Codecs", error, StringComparison.Ordinal);
    }

    private static string Refusal(Action<PayloadCodecOptions> configure)
    {
        var options = new PayloadCodecOptions();
        configure(options);
        return Assert.Single(Validate(options).Failures!);
    }

    private static ValidateOptionsResult Validate(PayloadCodecOptions options) => new PayloadCodecOptionsValidator().Validate(name: null, options);

    private sealed class NamedCodec(string id) : IPayloadCodec
    {
        public string Id => id;

        public byte[]? Encode(ReadOnlySpan<byte> data, in PayloadCodecContext context) => null;

        public byte[] Decode(ReadOnlySpan<byte> encoded, in PayloadCodecContext context) => encoded.ToArray();
    }
}
