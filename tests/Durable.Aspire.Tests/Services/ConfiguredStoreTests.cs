using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Durable.Embedded;
using Durable.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Durable.Aspire.Tests.Services;

/// <summary>A service reads what its app host has written.</summary>
public sealed class ConfiguredStoreTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-aspire-");

    private string Database => Path.Combine(_directory.FullName, "shop.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_service_starts_in_the_environment_that_a_reference_makes()
    {
        var app = TestAppHost.Create();
        var durable = app.AddDurable("shop").WithDevelopmentStore(Database);
        var environment = await TestAppHost.EnvironmentOfAsync(app.AddExecutable("worker", "worker", ".").WithReference(durable));
        using var host = Build([.. environment.Select(static variable => (variable.Key.Replace("__", ":", StringComparison.Ordinal), variable.Value))]);

        await host.StartAsync();
        var execution = await host.Services.GetRequiredService<IDurableClient>().StartAsync("greet", "Ada");

        Assert.Equal("Hello, Ada!", await execution.WithResult<string>().WaitForResultAsync());
        Assert.Equal("shop", host.Services.GetRequiredService<IOptions<EmbeddedHostOptions>>().Value.ServiceId);
        Assert.True(File.Exists(Database));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_connection_string_names_the_file()
    {
        using var host = Build(("Durable:Store:ProviderType", "sqlite"), ("Durable:Store:ServiceKey", "db"), ("ConnectionStrings:db", $"Data Source={Database};Cache=Shared"));

        await host.StartAsync();

        Assert.True(File.Exists(Database));
        await host.StopAsync();
    }

    [Fact]
    public void DynamoDB_gets_its_settings()
    {
        using var host = Build(
            ("Durable:Store:ProviderType", "DynamoDB"),
            ("Durable:Store:TableName", "executions"),
            ("Durable:Store:Region", "eu-central-1"),
            ("Durable:Store:CreateSchema", "true"),
            ("Durable:KeyPrefix", "shop:"));

        var options = host.Services.GetRequiredService<IOptions<DynamoDBStoreOptions>>().Value;

        Assert.Equal(("executions", "eu-central-1", "shop:", true), (options.TableName, options.Region, options.KeyPrefix, options.CreateTable));
    }

    [Theory]
    [InlineData("PostgreSQL")]
    [InlineData("Postgres")]
    [InlineData("PostgresDatabase")]
    [InlineData("PostgresServer")]
    public void PostgreSQL_gets_its_settings(string provider)
    {
        using var host = Build(
            ("Durable:Store:ProviderType", provider),
            ("Durable:Store:ServiceKey", "db"),
            ("ConnectionStrings:db", "Host=localhost;Database=shop"),
            ("Durable:Store:CreateSchema", "true"),
            ("Durable:KeyPrefix", "shop"));

        var options = host.Services.GetRequiredService<IOptions<PostgreSQLStoreOptions>>().Value;

        Assert.Equal(("Host=localhost;Database=shop", "shop", true), (options.ConnectionString, options.Schema, options.CreateSchema));
        Assert.IsType<PostgreSQLCheckpointStore>(host.Services.GetRequiredService<ICheckpointStore>());
    }

    [Fact]
    public async Task A_data_source_without_the_key_is_not_taken()
    {
        await using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        using var host = Build(
            services => services.AddSingleton(source), ("Durable:Store:ProviderType", "PostgresDatabase"), ("Durable:Store:ServiceKey", "db"));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(
            "The durable store needs the NpgsqlDataSource with the key 'db', and the only one is registered without a key: "
            + "register it with AddKeyedNpgsqlDataSource(\"db\").",
            refused.Message);
    }

    [Fact]
    public void A_client_with_the_key_is_used()
    {
        using var client = AwsClient();
        using var other = AwsClient();
        using var host = Build(
            services => services.AddSingleton<IAmazonDynamoDB>(other).AddKeyedSingleton<IAmazonDynamoDB>("db", client), DynamoDBWithKey);

        Assert.IsType<DynamoDBCheckpointStore>(host.Services.GetRequiredService<ICheckpointStore>());
        Assert.Same(client, new DurableStoreSettings("DynamoDB") { ServiceKey = "db" }.FindClient<IAmazonDynamoDB>(host.Services, "unused"));
    }

    [Fact]
    public async Task A_client_without_the_key_is_not_taken()
    {
        using var client = AwsClient();
        using var host = Build(services => services.AddSingleton<IAmazonDynamoDB>(client), DynamoDBWithKey);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(
            "The durable store needs the IAmazonDynamoDB with the key 'db', and the only one is registered without a key: "
            + "register it with AddKeyedSingleton<IAmazonDynamoDB>(\"db\").",
            refused.Message);
    }

    [Fact]
    public async Task Neither_client_nor_connection_string_is_refused()
    {
        using var host = Build(DynamoDBWithKey);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.EndsWith("or set ConnectionStrings:db.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_nobody_brings_is_refused_by_name()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Build(("Durable:Store:ProviderType", "Cosmos")));

        Assert.Equal(
            "Durable:Store:ProviderType is 'Cosmos', and this application brings only DynamoDB, PostgreSQL, Postgres, PostgresDatabase, PostgresServer, Sqlite: "
            + "reference the package of that store, such as OrleansDurable.Storage.Cosmos.",
            refused.Message);
    }

    [Fact]
    public void No_store_is_refused() => Assert.StartsWith(
        "No durable store is configured: let the app host say WithReference(durable)", Assert.Throws<InvalidOperationException>(() => Build()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_has_no_key_prefix()
    {
        var refused = Assert.Throws<InvalidOperationException>(
            () => Build(("Durable:Store:ProviderType", "Sqlite"), ("Durable:Store:Path", Database), ("Durable:KeyPrefix", "shop:")));

        Assert.Contains("leave Durable:KeyPrefix out", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_has_a_name() => Assert.StartsWith(
        "The SQLite store has no file", Assert.Throws<InvalidOperationException>(() => Build(("Durable:Store:ProviderType", "Sqlite"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_client_is_told_endpoint_and_key()
    {
        var builder = Builder(("Durable:Client:Endpoint", "http://localhost:1234"), ("Durable:Client:ApiKey", "durable_key"));
        builder.AddDurableClient();
        using var host = builder.Build();

        var options = host.Services.GetRequiredService<IOptions<HttpDurableClientOptions>>().Value;

        Assert.Equal((new Uri("http://localhost:1234"), "durable_key"), (options.Endpoint, options.ApiKey));
        Assert.NotNull(host.Services.GetRequiredService<IDurableClient>());
    }

    private static readonly (string, string?)[] DynamoDBWithKey = [("Durable:Store:ProviderType", "DynamoDB"), ("Durable:Store:ServiceKey", "db")];

    private static AmazonDynamoDBClient AwsClient() => new(new AnonymousAWSCredentials(), new AmazonDynamoDBConfig { ServiceURL = "http://127.0.0.1:1" });

    private static IHost Build(params (string Key, string? Value)[] settings) => Build(static _ => { }, settings);

    private static IHost Build(Action<IServiceCollection> configure, params (string Key, string? Value)[] settings)
    {
        var builder = Builder(settings);
        configure(builder.Services);
        builder.AddDurable(static durable => durable.AddFunction<string, string>(
            "greet", static (name, context) => context.StepAsync((_, _) => Task.FromResult($"Hello, {name}!"))));
        return builder.Build();
    }

    private static HostApplicationBuilder Builder(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, setting.Value)));
        return builder;
    }
}
