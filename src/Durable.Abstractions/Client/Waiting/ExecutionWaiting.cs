using System.Collections.ObjectModel;

namespace Durable;

/// <summary>
/// What a running execution waits for. Where the host that answers has it in memory, that is everything; where it sleeps in the store, it is the one
/// thing that its head names. Nothing more is read for it than the head.
/// </summary>
public sealed record ExecutionWaiting
{
    /// <summary>Most entries in <see cref="For"/>.</summary>
    public const int MaxEntries = 20;

    /// <summary>The first of what it waits for, the longest open first.</summary>
    public IReadOnlyList<WaitingFor> For { get; init; } = [];

    /// <summary>How many there are of each kind.</summary>
    public IReadOnlyDictionary<WaitKind, int> Totals { get; init; } = ReadOnlyDictionary<WaitKind, int>.Empty;

    /// <summary>Whether <see cref="Totals"/> count everything; false where only the head is known.</summary>
    public bool IsComplete { get; init; }
}
