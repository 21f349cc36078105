namespace Durable.WebConsole.Timeline;

/// <summary>The branches of a large batch in one row: how many are where, over time.</summary>
/// <param name="States">How many branches are in each state now, by its name.</param>
/// <param name="Active">How many had begun and not ended, at the end of each bucket.</param>
/// <param name="Done">How many had succeeded.</param>
/// <param name="Failed">How many had failed.</param>
/// <param name="Slowest">The branches that took or take longest.</param>
/// <param name="FirstFailed">Where the first failed branch stands; null when none has failed.</param>
internal sealed record BatchStrip(
    IReadOnlyDictionary<string, int> States, int[] Active, int[] Done, int[] Failed, IReadOnlyList<SlowBranch> Slowest, int? FirstFailed)
{
    /// <summary>A batch of more branches than this is shown as one row.</summary>
    public const int Threshold = 50;

    private const int Buckets = 60;
    private const int SlowestShown = 3;

    /// <summary>Counts the branches of a batch.</summary>
    public static BatchStrip Of(TimelineRow batch, long now)
    {
        var branches = batch.Children;
        var end = batch.IsOpen ? now : batch.End;
        var length = Math.Max(1, end - batch.Start);
        var (begun, done, failed) = (new int[Buckets], new int[Buckets], new int[Buckets]);
        var states = new Dictionary<string, int>(StringComparer.Ordinal);
        var slowest = new PriorityQueue<int, long>();
        int? firstFailed = null;
        for (var i = 0; i < branches.Count; i++)
        {
            var branch = branches[i];
            begun[BucketOf(branch.Start)]++;
            if (!branch.IsOpen)
            {
                (branch.IsFailure ? failed : done)[BucketOf(branch.End)]++;
                firstFailed ??= branch.IsFailure ? i : null;
            }

            var state = branch.Seen.ToString();
            states[state] = states.GetValueOrDefault(state) + 1;
            slowest.Enqueue(i, (branch.IsOpen ? now : branch.End) - branch.Start);
            if (slowest.Count > SlowestShown)
            {
                slowest.Dequeue();
            }
        }

        AddUp(begun);
        AddUp(done);
        AddUp(failed);
        var active = new int[Buckets];
        for (var i = 0; i < Buckets; i++)
        {
            active[i] = begun[i] - done[i] - failed[i];
        }

        return new BatchStrip(states, active, done, failed, ReadSlowest(), firstFailed);

        int BucketOf(long at) => (int)Math.Clamp((at - batch.Start) * Buckets / length, 0, Buckets - 1);

        List<SlowBranch> ReadSlowest()
        {
            List<SlowBranch> found = [];
            while (slowest.TryDequeue(out var index, out var time))
            {
                found.Insert(0, new SlowBranch(index, branches[index].Id, branches[index].Name, time));
            }

            return found;
        }
    }

    private static void AddUp(int[] counts)
    {
        for (var i = 1; i < counts.Length; i++)
        {
            counts[i] += counts[i - 1];
        }
    }
}

/// <summary>A branch that takes long.</summary>
/// <param name="Index">Where it stands.</param>
/// <param name="Id">The operation.</param>
/// <param name="Name">What the author calls it.</param>
/// <param name="Milliseconds">How long it took, or has been going on.</param>
internal sealed record SlowBranch(int Index, string Id, string? Name, long Milliseconds);
