using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Queries;

/// <summary>The events of a page of a history, which have marks where their data belongs.</summary>
/// <param name="Head">The head, without data.</param>
/// <param name="HeadWithData">The same with data, where that is at hand.</param>
/// <param name="Events">The events, each with the place of its data.</param>
/// <param name="Next">How many events come before the next page; null on the last.</param>
/// <param name="Kept">Segments by their place; null where the log has to be read.</param>
internal sealed record HistorySlice(
    ExecutionHead Head,
    ExecutionHead? HeadWithData,
    IReadOnlyList<(HistoryEvent Event, EventSource Source)> Events,
    int? Next,
    IReadOnlyDictionary<long, ReadOnlyMemory<byte>>? Kept);
