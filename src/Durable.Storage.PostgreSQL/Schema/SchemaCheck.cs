using Durable.Storage.Shared;

namespace Durable.Storage.Schema;

/// <summary>Asks for the schema before anything else of the host starts.</summary>
internal sealed class SchemaCheck(ICheckpointStore store) : StartCheck
{
    // Somebody may have chosen another store after this one.
    public override Task StartingAsync(CancellationToken cancellationToken) =>
        store is PostgreSQLCheckpointStore database ? database.RequireSchemaAsync(cancellationToken) : Task.CompletedTask;
}
