using System.Globalization;

namespace Durable.TerminalPicture;

/// <summary>How a character looks.</summary>
/// <param name="Color">As SVG writes it; null for the terminal's own.</param>
/// <param name="IsBold">Whether it is bold.</param>
internal readonly record struct Pen(string? Color, bool IsBold)
{
    private const int DarkColors = 30;
    private const int LightColors = 90;
    private const int LevelsPerChannel = 6;
    private const int FirstOfCube = 16;
    private const int FirstGrey = 232;

    // The sixteen colours of a terminal, such that each can be read on SvgPicture's background.
    private static readonly string[] s_palette =
    [
        "#6e7681", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
        "#8b949e", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff",
    ];

    /// <summary>The pen after the numbers of a control sequence that ends in <c>m</c>.</summary>
    public Pen After(ReadOnlySpan<int> codes) => codes switch
    {
        [] => this,
        [0, .. var rest] => default(Pen).After(rest),
        [1, .. var rest] => (this with { IsBold = true }).After(rest),
        [22, .. var rest] => (this with { IsBold = false }).After(rest),
        [39, .. var rest] => (this with { Color = null }).After(rest),
        [38, 5, var index, .. var rest] => (this with { Color = OfIndex(index) }).After(rest),
        [38, 2, var red, var green, var blue, .. var rest] => (this with { Color = Hex(red, green, blue) }).After(rest),
        [>= DarkColors and < DarkColors + 8 and var code, .. var rest] => (this with { Color = s_palette[code - DarkColors] }).After(rest),
        [>= LightColors and < LightColors + 8 and var code, .. var rest] => (this with { Color = s_palette[code - LightColors + 8] }).After(rest),
        [_, .. var rest] => After(rest),
    };

    private static string OfIndex(int index)
    {
        if (index < FirstOfCube)
        {
            return s_palette[index];
        }

        if (index >= FirstGrey)
        {
            var grey = 8 + (10 * (index - FirstGrey));
            return Hex(grey, grey, grey);
        }

        var place = index - FirstOfCube;
        return Hex(
            Level(place / (LevelsPerChannel * LevelsPerChannel)), Level(place / LevelsPerChannel % LevelsPerChannel), Level(place % LevelsPerChannel));
    }

    private static int Level(int step) => step == 0 ? 0 : 55 + (40 * step);

    private static string Hex(int red, int green, int blue) => string.Create(CultureInfo.InvariantCulture, $"#{red:x2}{green:x2}{blue:x2}");
}
