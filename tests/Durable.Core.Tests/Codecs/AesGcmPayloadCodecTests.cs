using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Durable.Core.Tests.Codecs;

public sealed class AesGcmPayloadCodecTests
{
    private static readonly PayloadCodecContext s_here = new(new ExecutionId("pay", "order-1"), "run-1", PayloadPlace.Log, 7);

    private static readonly AesGcmKey s_old = NewKey("2025-01");
    private static readonly AesGcmKey s_new = NewKey("2026-01");

    /// <summary>Places that differ from <see cref="s_here"/> in one thing each.</summary>
    public static TheoryData<PayloadCodecContext> OtherPlaces =>
    [
        s_here with { ExecutionId = new ExecutionId("pay", "order-2") },
        s_here with { ExecutionId = new ExecutionId("pays", "order-1") },
        s_here with { RunId = "run-2" },
        s_here with { Place = PayloadPlace.Input },
        s_here with { Version = 8 },
    ];

    [Fact]
    public void Whatever_is_encrypted_comes_back_as_it_was()
    {
        var codec = new AesGcmPayloadCodec(s_new);
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                data => codec.Decode(codec.Encode(data, s_here), s_here).AsSpan().SequenceEqual(data))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void The_same_data_is_never_the_same_bytes_twice()
    {
        var codec = new AesGcmPayloadCodec(s_new);

        Assert.NotEqual(codec.Encode("data"u8, s_here), codec.Encode("data"u8, s_here));
    }

    [Fact]
    public void Stored_are_the_key_s_id_a_nonce_the_ciphertext_and_a_tag()
    {
        var encoded = new AesGcmPayloadCodec(s_new).Encode("a secret word"u8, s_here);

        Assert.Equal(1 + "2026-01".Length + 12 + "a secret word".Length + 16, encoded.Length);
        Assert.Equal("2026-01", Encoding.ASCII.GetString(encoded, 1, encoded[0]));
        Assert.Equal(-1, encoded.AsSpan().IndexOf("secret"u8));
    }

    [Fact]
    public void An_older_key_reads_what_it_wrote_and_the_current_one_writes()
    {
        var before = new AesGcmPayloadCodec(s_old).Encode("data"u8, s_here);
        var rotated = new AesGcmPayloadCodec(s_new, s_old);

        Assert.Equal("data"u8.ToArray(), rotated.Decode(before, s_here));
        Assert.Equal("data"u8.ToArray(), new AesGcmPayloadCodec(s_new).Decode(rotated.Encode("data"u8, s_here), s_here));
    }

    [Fact]
    public void A_key_that_is_not_there_is_named_and_so_are_those_that_are()
    {
        var encoded = new AesGcmPayloadCodec(s_old).Encode("data"u8, s_here);

        var error = Assert.Throws<CryptographicException>(() => new AesGcmPayloadCodec(s_new, NewKey("2027-01")).Decode(encoded, s_here));

        Assert.Equal("It is encrypted with key '2025-01', and this host has '2026-01', '2027-01'. Give that key back, as an older one.", error.Message);
    }

    [Fact]
    public void Another_key_under_the_same_id_is_an_error_that_names_it()
    {
        var encoded = new AesGcmPayloadCodec(s_old).Encode("data"u8, s_here);

        var error = Assert.Throws<CryptographicException>(() => new AesGcmPayloadCodec(NewKey("2025-01")).Decode(encoded, s_here));

        Assert.StartsWith("Key '2025-01' does not fit what is stored", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_changed_bit_is_overlooked()
    {
        // A key whose id is one bit away is here too.
        var codec = new AesGcmPayloadCodec(s_new, NewKey("2026-00"), NewKey("2026-0"));
        var encoded = codec.Encode("data"u8, s_here);
        for (var bit = 0; bit < encoded.Length * 8; bit++)
        {
            var changed = (byte[])encoded.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Throws<CryptographicException>(() => codec.Decode(changed, s_here));
        }
    }

    [Fact]
    public void Nothing_that_is_cut_off_is_read()
    {
        var codec = new AesGcmPayloadCodec(s_new);
        var encoded = codec.Encode("data"u8, s_here);
        for (var length = 0; length < encoded.Length; length++)
        {
            Assert.Throws<CryptographicException>(() => codec.Decode(encoded.AsSpan(0, length), s_here));
        }
    }

    [Theory]
    [MemberData(nameof(OtherPlaces))]
    public void What_was_moved_to_another_place_is_not_read(PayloadCodecContext elsewhere)
    {
        var codec = new AesGcmPayloadCodec(s_new);
        var encoded = codec.Encode("data"u8, s_here);

        Assert.Throws<CryptographicException>(() => codec.Decode(encoded, elsewhere));
    }

    [Fact]
    public void Many_threads_share_one_codec()
    {
        var codec = new AesGcmPayloadCodec(s_new);

        Parallel.For(0, 2_000, i =>
        {
            var data = Encoding.UTF8.GetBytes($"data {i}");
            var here = s_here with { Version = i };
            Assert.Equal(data, codec.Decode(codec.Encode(data, here), here));
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_is_refused_with_its_id_and_length(int bytes)
    {
        var error = Assert.Throws<ArgumentException>(() => new AesGcmKey("k1", RandomNumberGenerator.GetBytes(bytes)));

        Assert.StartsWith($"Key 'k1' has {bytes} bytes; AES-256 takes 32.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_was_never_filled_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new AesGcmKey("k1", new byte[32]));

        Assert.StartsWith("Key 'k1' repeats one byte", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("key 1")]
    [InlineData("schlüssel")]
    [InlineData("k234567890123456789012345678901234567890123456789012345678901234x")]
    public void An_id_that_cannot_be_stored_is_refused(string id) =>
        Assert.StartsWith("The id of a key must be 1 to 64", Assert.Throws<ArgumentException>(() => NewKey(id)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_key_is_taken_from_Base64_and_a_bad_one_is_not_repeated()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        var encoded = new AesGcmPayloadCodec(new AesGcmKey("k1", bytes)).Encode("data"u8, s_here);

        Assert.Equal("data"u8.ToArray(), new AesGcmPayloadCodec(AesGcmKey.FromBase64("k1", Convert.ToBase64String(bytes))).Decode(encoded, s_here));

        var error = Assert.Throws<ArgumentException>(() => AesGcmKey.FromBase64("k1", "my-secret-passphrase!"));
        Assert.StartsWith("Key 'k1' is not Base64.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("passphrase", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ", Assert.Throws<ArgumentException>(() => AesGcmKey.FromBase64("k1", "c2hvcnQ=")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_of_one_id_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new AesGcmPayloadCodec(s_new, NewKey("2026-01")));

        Assert.StartsWith("Two keys are named '2026-01'.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_shows_its_id_and_nothing_else()
    {
        Assert.Equal("2026-01", s_new.ToString());
        Assert.Equal(["Id"], typeof(AesGcmKey).GetProperties().Select(static property => property.Name));
    }

    private static AesGcmKey NewKey(string id) => new(id, RandomNumberGenerator.GetBytes(AesGcmKey.Bytes));
}
