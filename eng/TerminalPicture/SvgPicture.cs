using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Durable.TerminalPicture;

/// <summary>
/// Draws a screen as SVG: text that can be selected, in whatever monospaced font the reader has, on a background of its own, so that it can be read
/// on light pages and dark ones. Bars are drawn, because fonts leave gaps between blocks.
/// </summary>
internal static class SvgPicture
{
    private const double CellWidth = 8.4;
    private const double CellHeight = 17;
    private const double Baseline = 13;
    private const double BarInset = 2;
    private const double Margin = 16;
    private const string Background = "#0d1117";
    private const string Border = "#30363d";
    private const string Foreground = "#e6edf3";
    private const string Fonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    public static void Write(Screen screen, string title, string description, Stream picture)
    {
        var lines = screen.Lines.ToArray();
        var (width, height) = ((screen.Columns * CellWidth) + (2 * Margin), (lines.Length * CellHeight) + (2 * Margin));
        var root = new XElement(
            s_svg + "svg",
            new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            new XAttribute("width", Number(width)),
            new XAttribute("height", Number(height)),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", "title description"),
            new XElement(s_svg + "title", new XAttribute("id", "title"), title),
            new XElement(s_svg + "desc", new XAttribute("id", "description"), description),
            new XElement(
                s_svg + "rect",
                new XAttribute("x", "0.5"),
                new XAttribute("y", "0.5"),
                new XAttribute("width", Number(width - 1)),
                new XAttribute("height", Number(height - 1)),
                new XAttribute("rx", "8"),
                new XAttribute("fill", Background),
                new XAttribute("stroke", Border)),
            new XElement(
                s_svg + "g",
                new XAttribute("fill", Foreground),
                new XAttribute("font-family", Fonts),
                new XAttribute("font-size", "14"),
                lines.SelectMany((line, row) => Draw(line, row))));

        using var writer = XmlWriter.Create(picture, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineChars = "\n" });
        root.WriteTo(writer);
        writer.WriteRaw("\n");
    }

    private static IEnumerable<XElement> Draw(ReadOnlyMemory<Cell> line, int row)
    {
        var top = Margin + (row * CellHeight);
        var text = new XElement(s_svg + "text", new XAttribute("y", Number(top + Baseline)));
        foreach (var (from, cells) in Runs(line))
        {
            var pen = cells.Span[0].Pen;
            var left = Number(Margin + (from * CellWidth));
            var length = Number(cells.Length * CellWidth);
            var color = pen.Color is null ? null : new XAttribute("fill", pen.Color);
            if (cells.Span[0].IsBlock)
            {
                yield return new XElement(
                    s_svg + "rect",
                    new XAttribute("x", left),
                    new XAttribute("y", Number(top + BarInset)),
                    new XAttribute("width", length),
                    new XAttribute("height", Number(CellHeight - (2 * BarInset))),
                    color);
                continue;
            }

            text.Add(new XElement(
                s_svg + "tspan",
                new XAttribute("x", left),
                new XAttribute("textLength", length),
                color,
                pen.IsBold ? new XAttribute("font-weight", "bold") : null,
                string.Concat(cells.ToArray().Select(static cell => cell.Character))));
        }

        if (text.HasElements)
        {
            yield return text;
        }
    }

    // Cells that are drawn alike. Each word or phrase has a place of its own: viewers make one blank of several.
    private static IEnumerable<(int From, ReadOnlyMemory<Cell> Cells)> Runs(ReadOnlyMemory<Cell> line)
    {
        var from = 0;
        while (from < line.Length)
        {
            var to = from + 1;
            if (!line.Span[from].IsBlank)
            {
                while (to < line.Length && line.Span[to].Joins(line.Span[from]) && !IsGap(line.Span[to..]))
                {
                    to++;
                }

                yield return (from, line[from..to]);
            }

            from = to;
        }
    }

    private static bool IsGap(ReadOnlySpan<Cell> cells) => cells[0].IsBlank && (cells.Length == 1 || cells[1].IsBlank || !cells[1].Joins(cells[0]));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
