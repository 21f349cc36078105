namespace Durable.Core.Functions;

/// <summary>Puts versions in order: runs of digits by their value, all else by its characters.</summary>
internal sealed class FunctionVersionComparer : IComparer<string>
{
    public static FunctionVersionComparer Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var leftRun = FirstRun(left);
            var rightRun = FirstRun(right);
            var order = char.IsAsciiDigit(leftRun[0]) && char.IsAsciiDigit(rightRun[0])
                ? CompareNumbers(leftRun.TrimStart('0'), rightRun.TrimStart('0'))
                : leftRun.SequenceCompareTo(rightRun);
            if (order != 0)
            {
                return order;
            }

            left = left[leftRun.Length..];
            right = right[rightRun.Length..];
        }

        // 1.0 and 1.00 are of one value and still two versions.
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(x, y);
    }

    private static ReadOnlySpan<char> FirstRun(ReadOnlySpan<char> text)
    {
        var end = char.IsAsciiDigit(text[0]) ? text.IndexOfAnyExceptInRange('0', '9') : text.IndexOfAnyInRange('0', '9');
        return end < 0 ? text : text[..end];
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
}
