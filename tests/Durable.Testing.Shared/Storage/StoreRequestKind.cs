using Durable.Storage;

namespace Durable.Testing;

/// <summary>The calls of <see cref="ICheckpointStore"/>.</summary>
public enum StoreRequestKind
{
    /// <summary><see cref="ICheckpointStore.CreateAsync"/>.</summary>
    Create,

    /// <summary><see cref="ICheckpointStore.CommitAsync"/>.</summary>
    Commit,

    /// <summary><see cref="ICheckpointStore.LoadAsync"/>.</summary>
    Load,

    /// <summary><see cref="ICheckpointStore.ReadHeadAsync"/>.</summary>
    ReadHead,

    /// <summary><see cref="ICheckpointStore.ListAsync"/>.</summary>
    List,

    /// <summary><see cref="ICheckpointStore.ReadDueAsync"/>.</summary>
    ReadDue,

    /// <summary><see cref="ICheckpointStore.DeleteExpiredAsync"/>.</summary>
    DeleteExpired,
}
