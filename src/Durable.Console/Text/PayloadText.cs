using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Durable.WebConsole.Text;

/// <summary>A payload as a page shows it.</summary>
/// <param name="Text">What is shown: JSON with its members on lines of their own, anything else as it is; the beginning of what is large.</param>
/// <param name="Bytes">How many bytes the payload has in UTF-8.</param>
/// <param name="IsCut">Whether there is more than is shown.</param>
internal readonly record struct PayloadText(string Text, long Bytes, bool IsCut)
{
    public const int MaxLength = 64 * 1024;

    // A JSON document that is this deep is read as text.
    private const int MaxDepth = 64;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    public static PayloadText Of(string payload)
    {
        var bytes = Encoding.UTF8.GetByteCount(payload);
        return payload.Length > MaxLength
            ? new PayloadText(Shown.Lines(payload, MaxLength), bytes, IsCut: true)
            : new PayloadText(Shown.Lines(Indent(payload), MaxLength * 4), bytes, IsCut: false);
    }

    private static string Indent(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return JsonSerializer.Serialize(document.RootElement, s_indented);
        }
        catch (JsonException)
        {
            return payload;
        }
    }
}
