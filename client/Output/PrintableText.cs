using System.Text;

namespace Durable.CommandLine.Output;

/// <summary>
/// Text without control characters. Payloads and messages are anybody's; an escape sequence in them must not reach the terminal, nor a tab split a
/// column.
/// </summary>
internal static class PrintableText
{
    public static string Of(string anybodys)
    {
        if (!anybodys.Any(char.IsControl))
        {
            return anybodys;
        }

        var text = new StringBuilder(anybodys.Length);
        foreach (var character in anybodys)
        {
            text.Append(char.IsControl(character) ? ' ' : character);
        }

        return text.ToString();
    }
}
