using Durable.Storage;

namespace Durable.Bench.Stores;

/// <summary>A store that can be measured, fresh and empty. Disposing it leaves nothing behind.</summary>
internal interface IBenchStore : IAsyncDisposable
{
    ICheckpointStore Store { get; }

    /// <summary>The directory on the disk that it writes to; null where it writes to none.</summary>
    string? Directory => null;

    /// <summary>Requests by the store's own count, where one call may be several; null where a call is a request.</summary>
    long? Requests => null;

    /// <summary>What was written, in the units that the store's operator charges; null where nobody does.</summary>
    double? WriteUnits => null;

    /// <summary>What was written to indexes, in the same units.</summary>
    double? IndexWriteUnits => null;

    /// <summary>What was read, in the units that the store's operator charges.</summary>
    double? ReadUnits => null;

    /// <summary>Bytes written, as the store's operator reckons them; null where nobody does.</summary>
    long? BytesWritten => null;

    /// <summary>Bytes that reads have brought back.</summary>
    long? BytesRead => null;

    /// <summary>
    /// The same two writes that a one-step execution makes, as large, made directly with the database's own client: what no store on it can
    /// beat. Null where that says nothing.
    /// </summary>
    Task<Func<Task>?> PrepareBareWritesAsync() => Task.FromResult<Func<Task>?>(null);

    /// <summary>Closes the store and opens it again with what it holds; afterwards <see cref="Store"/> is another.</summary>
    Task ReopenAsync();
}
