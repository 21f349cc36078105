using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Durable.Embedded.Tests.PostgreSQL;

/// <summary>A database with the store's schema and a table of the application, and hosts on it.</summary>
public abstract class ApplicationDatabase : IAsyncLifetime
{
    private readonly List<IHost> _hosts = [];

    protected PostgreSQLStoreOptions Options { get; private set; } = new();

    /// <summary>The application's connections, by the role of a host.</summary>
    protected NpgsqlDataSource Database { get; private set; } = null!;

    protected string Schema => Options.Schema;

    public async Task InitializeAsync()
    {
        Options = await TestPostgreSQL.OptionsAsync();
        Database = NpgsqlDataSource.Create(Options.ConnectionString!);
        var role = new NpgsqlConnectionStringBuilder(Options.ConnectionString).Username;
        await AsOwnerAsync($"CREATE TABLE {Schema}.payments (execution text, receipt text); GRANT ALL ON {Schema}.payments TO {role}");
    }

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }
    }

    protected async Task<IDurableClient> ServeAsync(Action<DurableExecutionsBuilder> functions)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddDurableExecutions(durable =>
        {
            durable.UsePostgreSQL(options =>
            {
                options.ConnectionString = Options.ConnectionString;
                options.Schema = Schema;
                options.StartsInterval = TimeSpan.FromMilliseconds(100);
            });
            functions(durable);
        });
        var host = builder.Build();
        await host.StartAsync();
        _hosts.Add(host);
        return host.Services.GetRequiredService<IDurableClient>();
    }

    protected async Task PayAsync(NpgsqlTransaction transaction, ExecutionId execution, string receipt, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"INSERT INTO {Schema}.payments VALUES ($1, $2)", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = execution.ToString() }, new() { Value = receipt } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    protected async Task<long> CountPaymentsAsync() => (long)(await AsOwnerAsync($"SELECT count(*) FROM {Schema}.payments"))!;

    /// <inheritdoc cref="TestPostgreSQL.AsOwnerAsync"/>
    protected static Task<object?> AsOwnerAsync(string sql) => TestPostgreSQL.AsOwnerAsync(sql);

    /// <summary>Waits until a query of the owner answers true.</summary>
    protected static async Task WhenAsync(string condition)
    {
        while (await AsOwnerAsync($"SELECT {condition}") is not true)
        {
            await Task.Delay(20);
        }
    }
}
