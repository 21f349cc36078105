using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Durable.Server.Tests.Docs;

/// <summary>The pictures of the docs (eng/pictures.sh, eng/console-pictures.sh): small, of nothing but themselves, and told to those who do not see them.</summary>
public sealed partial class PictureTests
{
    private const int MaxBytes = 40 * 1024;
    private const int MaxScreenshotBytes = 150 * 1024;
    private const int ShortestDescription = 40;

    private static readonly string s_docs = Path.Combine(AppContext.BaseDirectory, "Docs");
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Path.Combine(s_docs, "pictures")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public static TheoryData<string> Pictures => [.. Names.Where(static name => name.EndsWith(".svg", StringComparison.Ordinal))];

    public static TheoryData<string> Screenshots => [.. Names.Where(static name => !name.EndsWith(".svg", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_picture_is_small_and_needs_nothing_else(string name)
    {
        var path = Path.Combine(s_docs, "pictures", name);
        var picture = XDocument.Load(path);

        Assert.InRange(new FileInfo(path).Length, 1, MaxBytes);
        Assert.Equal(["desc", "g", "rect", "svg", "text", "title", "tspan"], picture.Descendants().Select(static element => element.Name.LocalName).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(picture.Descendants().Attributes(), static attribute => attribute.Name.LocalName == "href" || attribute.Value.Contains("url(", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_picture_says_what_it_shows(string name)
    {
        var picture = XDocument.Load(Path.Combine(s_docs, "pictures", name)).Root!;

        Assert.NotEmpty(picture.Element(s_svg + "title")!.Value);
        Assert.True(picture.Element(s_svg + "desc")!.Value.Length >= ShortestDescription);
        Assert.Equal("img", picture.Attribute("role")!.Value);
    }

    [Theory]
    [MemberData(nameof(Screenshots))]
    public void A_screenshot_is_small(string name)
    {
        Assert.EndsWith(".png", name, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(Path.Combine(s_docs, "pictures", name)).Length, 1, MaxScreenshotBytes);
    }

    [Fact]
    public void Every_picture_is_shown_with_a_text_in_its_place()
    {
        var pages = Directory.EnumerateFiles(s_docs, "*.md", SearchOption.AllDirectories).Select(File.ReadAllText);
        var shown = pages.SelectMany(static page => Image().Matches(page)).ToLookup(static image => image.Groups["name"].Value, static image => image.Groups["text"].Value);

        Assert.Equal(Names, shown.Select(static images => images.Key).Order(StringComparer.Ordinal));
        Assert.All(shown.SelectMany(static images => images), static text => Assert.True(text.Length >= ShortestDescription, text));
    }

    [GeneratedRegex(@"!\[(?<text>[^\]]*)\]\((?:docs/)?pictures/(?<name>[^)]+)\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Image();
}
