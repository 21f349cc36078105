using Durable.Storage;

namespace Durable.Silo.Hosting;

/// <summary>What the command line says about the DynamoDB store.</summary>
internal sealed record DynamoDBServerOptions
{
    /// <summary>Whether the server starts a DynamoDB Local of its own; what is in it ends with the server.</summary>
    public bool Local { get; init; }

    /// <summary>Address of the service; null for the region's own.</summary>
    public string? Endpoint { get; init; }

    public string? Region { get; init; }

    public string? Profile { get; init; }

    public string Table { get; init; } = DynamoDBStoreOptions.DefaultTableName;

    public string KeyPrefix { get; init; } = "";

    /// <summary>Whether the table is created when it is missing.</summary>
    public bool CreateTable { get; init; }

    /// <summary>Whether the table has the indexes for lists.</summary>
    public bool ListIndexes { get; init; } = true;

    public void Apply(DynamoDBStoreOptions options)
    {
        options.ServiceUrl = Endpoint;
        options.Region = Region;
        options.Profile = Profile;
        options.TableName = Table;
        options.KeyPrefix = KeyPrefix;
        options.CreateTable = CreateTable || Local;
        options.ListIndexes = ListIndexes;
    }
}
