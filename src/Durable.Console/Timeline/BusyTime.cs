namespace Durable.WebConsole.Timeline;

/// <summary>When something ran. What lies between is idle: everything waited.</summary>
internal static class BusyTime
{
    private const int MaxPieces = 100;

    // A gap of less than this share of the whole is not worth hiding.
    private const double SmallestGap = 0.02;

    /// <summary>The times at which attempts ran, in order and without overlap, with small gaps closed.</summary>
    public static List<long[]> Of(HistoryFold fold, long now)
    {
        var end = fold.End == 0 ? now : fold.End;
        var smallest = Math.Max(1, (long)((end - fold.Start) * SmallestGap));
        List<(long Start, long End)> all = [(fold.Start, fold.Start), (end, end)];
        foreach (var row in fold.Rows)
        {
            foreach (var attempt in row.Attempts)
            {
                all.Add((attempt.Start, attempt.End == 0 ? now : attempt.End));
            }
        }

        all.Sort();
        List<long[]> busy = [];
        foreach (var (start, stop) in all)
        {
            if (busy is [.., var last] && start - last[1] <= smallest)
            {
                last[1] = Math.Max(last[1], stop);
            }
            else if (busy.Count < MaxPieces)
            {
                busy.Add([start, stop]);
            }
            else
            {
                busy[^1][1] = stop;
            }
        }

        return busy;
    }
}
