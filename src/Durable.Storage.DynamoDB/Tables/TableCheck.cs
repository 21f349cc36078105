using Durable.Storage.Shared;

namespace Durable.Storage.Tables;

/// <summary>Asks for the table before anything else of the host starts.</summary>
internal sealed class TableCheck(ICheckpointStore store) : StartCheck
{
    // Somebody may have chosen another store after this one.
    public override Task StartingAsync(CancellationToken cancellationToken) =>
        store is DynamoDBCheckpointStore table ? table.RequireTableAsync(cancellationToken) : Task.CompletedTask;
}
