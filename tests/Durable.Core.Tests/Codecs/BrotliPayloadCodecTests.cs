using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Durable.Core.Tests.Codecs;

public sealed class BrotliPayloadCodecTests
{
    private static readonly PayloadCodecContext s_here = new(new ExecutionId("pay", "order-1"), "run-1", PayloadPlace.Input, 0);

    [Theory]
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    public void What_is_smaller_than_the_threshold_is_left_as_it_is(int bytes, bool isCompressed) =>
        Assert.Equal(isCompressed, new BrotliPayloadCodec().Encode(new byte[bytes], s_here) is not null);

    [Fact]
    public void What_does_not_get_smaller_is_left_as_it_is() =>
        Assert.Null(new BrotliPayloadCodec().Encode(RandomNumberGenerator.GetBytes(10_000), s_here));

    [Fact]
    public void What_repeats_itself_gets_small()
    {
        var data = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"u\":\"SS\",\"t\":1}", 1000)));

        Assert.InRange(new BrotliPayloadCodec().Encode(data, s_here)!.Length, 1, data.Length / 100);
    }

    [Fact]
    public void Whatever_is_compressed_comes_back_as_it_was()
    {
        var codec = new BrotliPayloadCodec(minBytes: 0);
        var texts = Gen.Choose(0, 3).Select(static n => (byte)n).ArrayOf();
        Prop.ForAll(
                Arb.From(texts),
                data => codec.Encode(data, s_here) is not { } encoded || codec.Decode(encoded, s_here).AsSpan().SequenceEqual(data))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        var large = new byte[6 * 1024 * 1024];
        Assert.Equal(large, codec.Decode(codec.Encode(large, s_here)!, s_here));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Every_quality_is_read_by_every_other(int quality)
    {
        var data = new byte[5000];

        Assert.Equal(data, new BrotliPayloadCodec().Decode(new BrotliPayloadCodec(quality: quality).Encode(data, s_here)!, s_here));
    }

    [Fact]
    public void What_would_come_out_larger_than_anything_that_goes_in_is_damaged()
    {
        var bomb = new byte[10_000];
        BinaryPrimitives.WriteInt32LittleEndian(bomb, BrotliPayloadCodec.MaxBytes + 1);
        var compressed = new byte[bomb.Length];
        Assert.True(System.IO.Compression.BrotliEncoder.TryCompress(new byte[BrotliPayloadCodec.MaxBytes + 1], compressed, out var written));
        compressed.AsSpan(0, written).CopyTo(bomb.AsSpan(sizeof(int)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => new BrotliPayloadCodec().Decode(bomb.AsSpan(0, sizeof(int) + written), s_here));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
        Assert.Null(new BrotliPayloadCodec().Encode(new byte[BrotliPayloadCodec.MaxBytes + 1], s_here));
    }

    [Fact]
    public void What_is_cut_off_or_longer_than_it_says_is_damaged()
    {
        var codec = new BrotliPayloadCodec();
        var encoded = codec.Encode(new byte[5000], s_here)!;
        foreach (var length in (int[])[-1, 0, 4999, 5001, int.MaxValue])
        {
            var changed = (byte[])encoded.Clone();
            BinaryPrimitives.WriteInt32LittleEndian(changed, length);
            Assert.Throws<InvalidDataException>(() => codec.Decode(changed, s_here));
        }

        for (var length = 0; length < encoded.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => codec.Decode(encoded.AsSpan(0, length), s_here));
        }

        Assert.Throws<InvalidDataException>(() => codec.Decode([.. encoded, 0], s_here));
    }

    [Fact]
    public void Values_that_cannot_work_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BrotliPayloadCodec(minBytes: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BrotliPayloadCodec(quality: 12));
    }
}
