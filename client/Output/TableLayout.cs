namespace Durable.CommandLine.Output;

/// <summary>Which columns a terminal has room for, and how wide they are.</summary>
internal static class TableLayout
{
    /// <summary>Columns between two columns of a table.</summary>
    public const int Gap = 2;

    /// <summary>
    /// What is always shown is kept; the rest is added in the order of importance while there is room. Cells of names and numbers stay whole;
    /// only where what is always shown does not fit, the widest of it is broken. What is left over goes to text.
    /// </summary>
    /// <param name="columns">The columns.</param>
    /// <param name="contents">How wide the widest cell of each is.</param>
    /// <param name="width">How wide the terminal is.</param>
    /// <returns>A width for each column; 0 for those that there is no room for.</returns>
    public static int[] Fit(IReadOnlyList<Column> columns, IReadOnlyList<int> contents, int width)
    {
        var widths = new int[columns.Count];
        int[] order = [.. Enumerable.Range(0, columns.Count).OrderBy(i => columns[i].Importance)];
        var used = -Gap;
        foreach (var i in order)
        {
            var needed = Math.Max(1, columns[i].Wraps ? Math.Min(contents[i], columns[i].MinWidth) : contents[i]);
            if (columns[i].Importance == 0 || used + Gap + needed <= width)
            {
                widths[i] = needed;
                used += Gap + needed;
            }
        }

        Break(columns, widths, used - width);
        Widen(order.Where(i => columns[i].Wraps && widths[i] > 0), contents, widths, width - used);
        return widths;
    }

    private static void Break(IReadOnlyList<Column> columns, int[] widths, int excess)
    {
        // Below its least width only when nothing else is left to take from.
        foreach (var least in (Func<int, int>[])[i => columns[i].MinWidth, static _ => 1])
        {
            while (excess > 0 && Enumerable.Range(0, widths.Length).MaxBy(i => widths[i] - least(i)) is var widest && widths[widest] > least(widest))
            {
                var less = Math.Min(excess, widths[widest] - least(widest));
                widths[widest] -= less;
                excess -= less;
            }
        }
    }

    private static void Widen(IEnumerable<int> texts, IReadOnlyList<int> contents, int[] widths, int left)
    {
        foreach (var i in texts)
        {
            var more = Math.Clamp(left, 0, Math.Max(0, contents[i] - widths[i]));
            widths[i] += more;
            left -= more;
        }
    }
}
