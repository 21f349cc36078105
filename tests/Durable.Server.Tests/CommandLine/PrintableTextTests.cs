using System.Text.Json;
using Durable.Terminals;

namespace Durable.Server.Tests.CommandLine;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("M\u00fcller \u6771\u4eac \u0627\u0644 \ud83d\ude80", "M\u00fcller \u6771\u4eac \u0627\u0644 \ud83d\ude80")]
    [InlineData("\u001b[2J", "\\u001b[2J")]
    [InlineData("\u009b2J\u007f", "\\u009b2J\\u007f")]
    [InlineData("a\u202eb\u2066c\u200f", "a\\u202eb\\u2066c\\u200f")]
    [InlineData("a\u200bb\u200d\ufeff\u2060\u00ad", "a\\u200bb\\u200d\\ufeff\\u2060\\u00ad")]
    [InlineData("a\ufe0f\u3164\u034f\u2028", "a\\ufe0f\\u3164\\u034f\\u2028")]
    [InlineData("a\U000e0041\U000e0100", "a\\udb40\\udc41\\udb40\\udd00")]
    [InlineData("\r", "\\r")]
    public void What_steers_a_terminal_or_is_invisible_is_escaped(string text, string shown) =>
        Assert.Equal(shown.Replace("\\r", "\\u000d", StringComparison.Ordinal), PrintableText.Lines(text));

    [Fact]
    public void Half_a_character_is_escaped() => Assert.Equal("a\\ud83db", PrintableText.Lines(string.Concat("a", "\ud83d", "b")));

    [Fact]
    public void A_line_stays_one_line() => Assert.Equal("a b  c\\u001b", PrintableText.Line("a\tb\r\nc\u001b"));

    [Fact]
    public void Json_stays_the_same_json()
    {
        const string Json = "[\"\u202eabc\u009b\u200b\",\n\t\"\U000e0041\"]";

        Assert.Equal(JsonSerializer.Deserialize<string[]>(Json), JsonSerializer.Deserialize<string[]>(PrintableText.Lines(Json)));
    }

    [Fact]
    public void Another_program_gets_all_but_what_splits_its_lines() => Assert.Equal("a b\u202e \u200d", PrintableText.Cell("a\tb\u202e\u001b\u200d"));
}
