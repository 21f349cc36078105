using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Durable.Core.Serialization;

/// <summary>
/// The ways in which the same JSON has been written: with everything but ASCII escaped, as this library and System.Text.Json did at first, and
/// as it is.
/// </summary>
internal static class PayloadSpellings
{
    /// <summary>All other spellings of a text; none when it is no JSON.</summary>
    /// <param name="payload">The text.</param>
    /// <param name="before">What this library would have written at first for the same value; null when that is not known.</param>
    public static IEnumerable<string> Of(string payload, string? before)
    {
        foreach (var encoder in new[] { JavaScriptEncoder.Default, JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        {
            if (Rewrite(payload, encoder) is { } spelling)
            {
                yield return spelling;
            }
        }

        if (before is not null)
        {
            yield return before;
        }
    }

    private static string? Rewrite(string payload, JavaScriptEncoder encoder)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var buffer = new ArrayBufferWriter<byte>(payload.Length + 16);
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = encoder }))
            {
                json.RootElement.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
