using Microsoft.Extensions.Options;

namespace Durable.Storage.Tests.PostgreSQL;

public sealed class PostgreSQLStoreOptionsTests
{
    public static TheoryData<string, Action<PostgreSQLStoreOptions>> Wrong => new()
    {
        { "ConnectionString", static options => options.ConnectionString = "Hst=typo" },
        { "ConnectionString", static options => options.ConnectionString = "Database=orders" },
        { "Schema", static options => options.Schema = "" },
        { "Schema", static options => options.Schema = "Upper" },
        { "Schema", static options => options.Schema = "1st" },
        { "Schema", static options => options.Schema = "pg_mine" },
        { "Schema", static options => options.Schema = "x; DROP TABLE users" },
        { "Schema", static options => options.Schema = new string('x', 49) },
        { "Writers", static options => options.Writers = 0 },
        { "MaxGroupCommit", static options => options.MaxGroupCommit = 0 },
        { "MaxGroupCommitBytes", static options => options.MaxGroupCommitBytes = 0 },
        { "Pooler", static options => options.Pooler = (PoolerMode)7 },
        { "StatementTimeout", static options => options.StatementTimeout = TimeSpan.Zero },
        { "StartsInterval", static options => options.StartsInterval = TimeSpan.Zero },
        { "HealthInterval", static options => options.HealthInterval = TimeSpan.FromHours(2) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_option_is_named_with_what_to_set_it_to(string option, Action<PostgreSQLStoreOptions> change)
    {
        var options = new PostgreSQLStoreOptions { ConnectionString = "Host=db;Username=u" };
        change(options);

        var error = Assert.Throws<OptionsValidationException>(() => PostgreSQLCheckpointStore.Open(options));

        Assert.Contains($"PostgreSQLStoreOptions.{option} ", error.Message, StringComparison.Ordinal);
        Assert.Contains("set it to", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db;Password=very-secret;Prt=1")]
    [InlineData("very-secret")]
    [InlineData("Password=very-secret")]
    public void A_password_is_never_shown(string connectionString)
    {
        var error = Assert.Throws<OptionsValidationException>(
            () => PostgreSQLCheckpointStore.Open(new PostgreSQLStoreOptions { ConnectionString = connectionString }));

        Assert.DoesNotContain("very-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_database_it_says_what_to_do()
    {
        var error = Assert.Throws<CheckpointStoreException>(() => PostgreSQLCheckpointStore.Open(new PostgreSQLStoreOptions()));

        Assert.Contains("register an NpgsqlDataSource", error.Message, StringComparison.Ordinal);
    }
}
