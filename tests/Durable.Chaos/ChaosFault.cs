namespace Durable.Chaos;

/// <summary>Something that happens to processes, disks and networks.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Weight">How often it is drawn, compared with others.</param>
/// <param name="DoAsync">Does it, and undoes it.</param>
internal sealed record ChaosFault(string Name, int Weight, Func<Random, Task> DoAsync)
{
    private static readonly TimeSpan s_longOutage = TimeSpan.FromMinutes(1);

    /// <summary>How long a store is out of reach: moments mostly, one time in five a whole minute.</summary>
    public static TimeSpan Outage(Random random, TimeSpan longest) => random.Next(5) == 0 ? s_longOutage : random.NextDouble() * longest;
}
