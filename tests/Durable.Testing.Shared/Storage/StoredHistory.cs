using Durable.Core.Log;
using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>The history of what a store has, without the pages in which clients read it.</summary>
public static class StoredHistory
{
    /// <summary>All events.</summary>
    /// <param name="stored">The execution.</param>
    public static IReadOnlyList<HistoryEvent> Of(StoredExecution stored)
    {
        var history = new HistoryBuilder(stored.Head);
        LogRecordReader.Read(stored, record => record.AddTo(history));
        return history.Events;
    }
}
