namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>Runs alone: a transaction of another test keeps dead rows, and with them the room that updates would find in their pages.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class QuietDatabaseCollection
{
    public const string Name = "quiet database";
}
