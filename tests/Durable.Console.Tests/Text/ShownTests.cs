using Durable.WebConsole.Text;

namespace Durable.WebConsole.Tests.Text;

public sealed class ShownTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\u001b[31mred\u001b[0m", "␛[31mred␛[0m")]
    [InlineData("one\r\ntwo\0\u007f", "one␍␊two␀␡")]
    [InlineData("abc\u202Etxt.exe", "abc\\u{202E}txt.exe")]
    [InlineData("\u0085\u2028", "\\u{85}\\u{2028}")]
    public void What_moves_a_cursor_or_turns_writing_is_visible(string text, string shown) => Assert.Equal(shown, Shown.Line(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("half \ufffd pair", Shown.Line("half \ud800 pair"));

    [Fact]
    public void A_long_text_is_cut() => Assert.Equal(new string('x', 400) + "…", Shown.Line(new string('x', 100_000)));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(1500, "1.5 s")]
    [InlineData(61_000, "1 min 01 s")]
    [InlineData(7_260_000, "2 h 01 min")]
    [InlineData(259_200_000, "3 d")]
    [InlineData(-5, "0 ms")]
    public void Durations_are_short(int milliseconds, string shown) => Assert.Equal(shown, Shown.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(12, "12 B")]
    [InlineData(1234, "1.2 KB")]
    [InlineData(6_291_456, "6.3 MB")]
    public void Sizes_are_short(long bytes, string shown) => Assert.Equal(shown, Shown.Size(bytes));

    [Fact]
    public void A_payload_of_6_MB_is_cut_and_says_its_size()
    {
        var shown = PayloadText.Of($"\"{new string('x', 6_000_000)}\"");

        Assert.Equal((6_000_002, true), (shown.Bytes, shown.IsCut));
        Assert.InRange(shown.Text.Length, 1, PayloadText.MaxLength + 1);
    }

    [Fact]
    public void Json_is_indented_and_anything_else_is_as_it_is()
    {
        Assert.Equal("{\n  \"a\": [\n    1,\n    \"<b>\"\n  ]\n}", PayloadText.Of("""{"a":[1,"<b>"]}""").Text);
        Assert.Equal("{ not json", PayloadText.Of("{ not json").Text);
        Assert.Equal(new string('[', 5000), PayloadText.Of(new string('[', 5000)).Text);
    }
}
