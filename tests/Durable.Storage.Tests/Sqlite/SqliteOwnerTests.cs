using Durable.Storage.Native;

namespace Durable.Storage.Tests.Sqlite;

/// <summary>A database belongs to the service that opened it first.</summary>
public sealed class SqliteOwnerTests : IDisposable
{
    private readonly SqliteStoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task The_first_service_claims_a_database_and_keeps_it()
    {
        Assert.Equal(new DatabaseClaim("shop", null), await OpenAsync("shop"));
        Assert.Equal(new DatabaseClaim("shop", "shop"), await OpenAsync("shop"));
    }

    [Fact]
    public async Task A_database_of_another_service_is_refused_and_left_alone()
    {
        await OpenAsync("shop");
        var before = await File.ReadAllBytesAsync(_fixture.Path);

        var refusal = Assert.Throws<CheckpointStoreException>(() => _fixture.Open(options => options.ServiceId = "durable"));

        Assert.Equal(StoreFailure.Fatal, refusal.Failure);
        Assert.Contains("belongs to the service 'shop', and this is the service 'durable'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("TakeOverStore; server: --take-over", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_fixture.Path));
        Assert.Equal(new DatabaseClaim("shop", "shop"), await OpenAsync("shop"));
    }

    [Fact]
    public async Task A_service_that_takes_a_database_over_has_it_from_then_on()
    {
        await OpenAsync("shop");

        Assert.Equal(new DatabaseClaim("orders", "shop"), await OpenAsync("orders", takeOver: true));

        Assert.Equal(new DatabaseClaim("orders", "orders"), await OpenAsync("orders"));
        Assert.Throws<CheckpointStoreException>(() => _fixture.Open(options => options.ServiceId = "shop"));
    }

    [Fact]
    public async Task Without_a_service_any_database_opens_and_none_is_claimed()
    {
        Assert.Null(await OpenAsync(serviceId: null));
        Assert.Equal(new DatabaseClaim("shop", null), await OpenAsync("shop"));
        Assert.Null(await OpenAsync(serviceId: null));
    }

    [Fact]
    public async Task A_database_of_an_older_release_is_claimed_when_it_is_brought_up_to_date()
    {
        await OpenAsync(serviceId: null);
        using (var database = Database.Open(_fixture.Path, TimeSpan.Zero))
        {
            database.Execute("DROP TABLE owner");
            database.Execute("ALTER TABLE executions DROP COLUMN waits_for");
            database.Execute("ALTER TABLE executions DROP COLUMN trace");
            database.Execute("PRAGMA user_version = 5");
        }

        Assert.Equal(new DatabaseClaim("shop", null), await OpenAsync("shop"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\nb")]
    public void A_service_needs_a_name_that_can_be_read(string serviceId)
    {
        var options = new SqliteStoreOptions { Path = _fixture.Path, ServiceId = serviceId };

        Assert.StartsWith(
            $"SqliteStoreOptions.ServiceId is '{serviceId}'", new SqliteStoreOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    private async Task<DatabaseClaim?> OpenAsync(string? serviceId, bool takeOver = false)
    {
        await using var store = _fixture.Open(options => (options.ServiceId, options.TakeOver) = (serviceId, takeOver));
        return store.Claim;
    }
}
