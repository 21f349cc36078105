using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Tests.PostgreSQL;

/// <summary>PostgreSQL may commit what a process had sent after that process is dead and the next one has begun.</summary>
public sealed class PostgreSQLProcessCrashTests : ProcessCrashContract, IAsyncLifetime
{
    private PostgreSQLStoreOptions _options = new();

    protected override int Kills => 12;

    public async Task InitializeAsync() => _options = await TestPostgreSQL.OptionsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    protected override Task<string[]> WhereAsync() => Task.FromResult<string[]>(["postgres", _options.ConnectionString!, _options.Schema]);

    protected override Task<ICheckpointStore> OpenStoreAsync() => Task.FromResult<ICheckpointStore>(PostgreSQLCheckpointStore.Open(_options));
}
