using Durable.Core.Functions;

namespace Durable.Core.Tests.Functions;

public sealed class FunctionVersionComparerTests
{
    [Theory]
    [InlineData("1", "2")]
    [InlineData("9", "10")]
    [InlineData("1.9", "1.10")]
    [InlineData("1", "1.1")]
    [InlineData("v2", "v10")]
    [InlineData("2026-09-30", "2026-10-01")]
    [InlineData("$LATEST", "1")]
    [InlineData("1.0", "1.00")]
    [InlineData("99999999999999999999", "100000000000000000000")]
    [InlineData("a", "b")]
    [InlineData("", "1")]
    public void Versions_are_ordered_by_their_numbers(string older, string newer)
    {
        Assert.True(FunctionVersionComparer.Instance.Compare(older, newer) < 0);
        Assert.True(FunctionVersionComparer.Instance.Compare(newer, older) > 0);
        Assert.Equal(0, FunctionVersionComparer.Instance.Compare(newer, newer));
    }
}
