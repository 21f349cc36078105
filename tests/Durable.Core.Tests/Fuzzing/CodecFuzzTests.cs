using System.Text;
using Durable.Core.Codecs;
using Durable.Model;
using Durable.Testing.Fuzzing;
using static Durable.Core.Tests.Fuzzing.Refusal;

namespace Durable.Core.Tests.Fuzzing;

public sealed class CodecFuzzTests
{
    private const int Cases = 5_000;

    private static readonly PayloadCodecContext s_here = new(new ExecutionId("f", "n"), "run", PayloadPlace.Log, 7);
    private static readonly AesGcmPayloadCodec s_aes = new(new AesGcmKey("k1", Convert.FromHexString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")));
    private static readonly BrotliPayloadCodec s_brotli = new(minBytes: 0);
    private static readonly string s_text = string.Join(' ', Enumerable.Range(0, 500));

    public static TheoryData<string> Chains => ["br", "aes-gcm", "br aes-gcm", "aes-gcm br"];

    [Theory]
    [MemberData(nameof(Chains))]
    public Task Changed_records_are_decoded_or_refused(string chain)
    {
        var codecs = Codecs(chain);
        byte[] records = Encoding.UTF8.GetBytes(s_text);
        var encoded = codecs.Encode(records, s_here).ToArray();
        return Fuzz.RunAsync(Cases, [encoded], bytes =>
        {
            if (Refused(() => codecs.Decode(bytes, s_here).Records.ToArray(), out var decoded))
            {
                return;
            }

            Assert.True(chain == "br" || decoded.SequenceEqual(records), "Changed data was decrypted.");
        });
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public Task Changed_text_and_errors_are_decoded_or_refused(string chain)
    {
        var codecs = Codecs(chain);
        var encoded = Encoding.UTF8.GetBytes(codecs.Encode(s_text, s_here));
        return Fuzz.RunAsync(Cases, [encoded], bytes =>
        {
            var stored = Encoding.UTF8.GetString(bytes);
            Refused(() => codecs.Decode(stored, s_here), out _);
            Refused(() => codecs.Decode(new ErrorObject { ErrorType = "\u0001\u0001", ErrorData = stored }, s_here), out _);
            Refused(() => codecs.Decode(new ErrorObject { ErrorType = stored, ErrorData = stored }, s_here), out _);
        });
    }

    [Fact]
    public Task Changed_bytes_are_decompressed_or_refused() => Fuzz.RunAsync(Cases, [s_brotli.Encode(Encoding.UTF8.GetBytes(s_text), s_here)!], static bytes =>
    {
        try
        {
            s_brotli.Decode(bytes, s_here);
        }
        catch (InvalidDataException)
        {
        }
    });

    private static PayloadCodecs Codecs(string chain)
    {
        var options = new PayloadCodecOptions { RequiredCodec = chain == "br" ? null : "aes-gcm" };
        foreach (var id in chain.Split(' '))
        {
            options.Codecs.Add(id == "br" ? s_brotli : s_aes);
        }

        return new PayloadCodecs(options);
    }
}
