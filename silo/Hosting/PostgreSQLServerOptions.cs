using Durable.Silo.Security;
using Durable.Storage;
using Durable.Storage.PostgreSQL.Connections;
using Npgsql;

namespace Durable.Silo.Hosting;

/// <summary>What the command line says about the PostgreSQL store.</summary>
internal sealed record PostgreSQLServerOptions
{
    public const string FileOption = "--postgres-connection-file";

    /// <summary>The environment variable that holds the connection string where no file does.</summary>
    // Neither is an option: what is on a command line is seen by every process of the machine.
    public const string ConnectionVariable = DataSources.ConnectionVariable;

    /// <summary>The file that holds the connection string; null when the environment does.</summary>
    public string? ConnectionPath { get; init; }

    /// <summary>How the database is reached; null as long as nobody has read the file.</summary>
    public string? ConnectionString { get; init; }

    public string Schema { get; init; } = PostgreSQLStoreOptions.DefaultSchema;

    /// <summary>Whether the schema is created when it is missing, and brought up to date.</summary>
    public bool CreateSchema { get; init; }

    public PoolerMode Pooler { get; init; }

    /// <summary>Where executions are kept, for people; without the password.</summary>
    public string Description
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"the schema {Schema} of the PostgreSQL database {connection.Database ?? connection.Username} at {connection.Host}";
        }
    }

    /// <summary>The same with the connection string that the file holds.</summary>
    /// <exception cref="AccessConfigurationException">The file cannot be read, or holds no connection string.</exception>
    public PostgreSQLServerOptions WithConnection() => this with
    {
        ConnectionString = ConnectionPath is null
            ? Check(ConnectionVariable, ConnectionString ?? "")
            : TrustedFileSource<string>.Read(FileOption, ConnectionPath, text => Check($"{FileOption} {ConnectionPath}", text)).Content,
    };

    public void Apply(PostgreSQLStoreOptions options)
    {
        options.ConnectionString = ConnectionString;
        options.Schema = Schema;
        options.CreateSchema = CreateSchema;
        options.Pooler = Pooler;
    }

    // What it holds is never shown: it has a password.
    private static string Check(string source, string text)
    {
        var connection = text.Trim();
        var options = new PostgreSQLStoreOptions { ConnectionString = connection };
        return connection.Length > 0 && !connection.Contains('\n', StringComparison.Ordinal) && new PostgreSQLStoreOptionsValidator().Validate(name: null, options).Succeeded
            ? connection
            : throw new AccessConfigurationException(
                $"{source} does not hold a connection string of Npgsql: write one line such as 'Host=db;Database=orders;Username=durable;Password=...'.");
    }
}
