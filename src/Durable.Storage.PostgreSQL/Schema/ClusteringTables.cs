using Npgsql;

namespace Durable.Storage.Schema;

/// <summary>The tables and queries with which Orleans' silos find each other, beside those of the store.</summary>
internal static class ClusteringTables
{
    private static readonly string s_script = ReadResource("OrleansDurable.Schema.Orleans.Clustering.sql");

    /// <summary>All that an installation runs.</summary>
    // Orleans names its tables without a schema.
    public static string Script(string schema) => $"SET LOCAL search_path TO {schema};\n\n{s_script}";

    public static Task<bool> ExistAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken) =>
        TableLookup.ExistsAsync(connection, schema, "orleansmembershiptable", cancellationToken);

    /// <summary>Creates them in a schema that is there. Any number of hosts may do so at once: one does it, and the others wait.</summary>
    /// <returns>False if they were there already.</returns>
    public static async Task<bool> InstallAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SchemaInstaller.LockAsync(connection, schema, cancellationToken);
        var install = !await ExistAsync(connection, schema, cancellationToken);
        if (install)
        {
            await using var command = new NpgsqlCommand(Script(schema), connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return install;
    }

    private static string ReadResource(string name)
    {
        using var reader = new StreamReader(typeof(ClusteringTables).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
