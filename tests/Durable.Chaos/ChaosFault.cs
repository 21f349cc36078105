namespace Durable.Chaos;

/// <summary>Something that happens to processes, disks and networks.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Weight">How often it is drawn, compared with others.</param>
/// <param name="DoAsync">Does it, and undoes it.</param>
internal sealed record ChaosFault(string Name, int Weight, Func<Random, Task> DoAsync);
