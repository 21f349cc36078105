using System.Security.Cryptography;
using System.Text;
using Durable.Core.Codecs;
using Durable.Core.Tests.Log;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Cultures;

/// <summary>What is stored is the same under every culture, and what one wrote another reads.</summary>
[Collection(ForeignCulture.Collection)]
public sealed class StoredTextCultureTests : IDisposable
{
    private readonly ForeignCulture _culture = new();

    public void Dispose() => _culture.Dispose();

    [Fact]
    public void The_culture_writes_numbers_and_dates_as_nobody_expects()
    {
        Assert.Equal("\u22121234,5", $"{-1234.5}");
        Assert.NotEqual("2026-12-01 00:00", $"{new DateTime(2026, 12, 1):yyyy-MM-dd HH:mm}");
    }

    [Theory]
    [MemberData(nameof(LogRecordTests.Golden), MemberType = typeof(LogRecordTests))]
    public void The_stored_format_is_read_and_written_as_ever(string what, string json)
    {
        var record = Assert.Single(LogRecordTests.Read(Encoding.UTF8.GetBytes(json)));

        Assert.Equal((what, json), (what, Encoding.UTF8.GetString(LogRecordTests.Write(record))));
    }

    [Fact]
    public async Task What_was_encrypted_under_one_culture_is_decrypted_under_another()
    {
        var codecs = new PayloadCodecs(new PayloadCodecOptions
        {
            Codecs = { new BrotliPayloadCodec(), new AesGcmPayloadCodec(new AesGcmKey("k1", RandomNumberGenerator.GetBytes(32))) },
        });
        var text = new string('x', 10_000);
        var place = new PayloadCodecContext(new ExecutionId("f", "n"), "run", PayloadPlace.Log, 12_345);

        var encoded = codecs.Encode(Encoding.UTF8.GetBytes(text), place);
        var decoded = await ForeignCulture.WithoutAsync(() => Task.FromResult(codecs.Decode(encoded, place with { Version = 0 })));

        Assert.Equal(text, Encoding.UTF8.GetString(decoded.Records.Span));
    }

    [Fact]
    public void Markers_of_lists_and_histories_are_read_as_they_were_written()
    {
        var marker = new ListMarker(1_795_348_800_000, "run");

        Assert.Equal("1795348800000.run", marker.ToString());
        Assert.Equal(marker, ListMarker.Parse(marker.ToString()));
    }
}
