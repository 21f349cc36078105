namespace Durable.Aspire.Tests.Hosting;

/// <summary>What the resources that refer to a durable service are told.</summary>
public sealed class DurableServiceTests
{
    private readonly IDistributedApplicationBuilder _app = TestAppHost.Create();

    [Fact]
    public async Task A_host_is_told_of_the_development_store()
    {
        var durable = _app.AddDurable("shop").WithDevelopmentStore();

        var environment = await TestAppHost.EnvironmentOfAsync(Worker().WithReference(durable));

        Assert.Equal("shop", environment["Durable__ServiceId"]);
        Assert.Equal("Sqlite", environment["Durable__Store__ProviderType"]);
        Assert.Equal(Path.Combine(_app.AppHostDirectory, ".durable", "shop.db"), environment["Durable__Store__Path"]);
    }

    [Theory]
    [InlineData(null, "ShopStore")]
    [InlineData("PostgreSQL", "PostgreSQL")]
    public async Task A_host_is_told_of_a_resource_by_its_type_and_its_key(string? providerType, string expected)
    {
        var durable = _app.AddDurable("shop").WithStore(_app.AddResource(new ShopStoreResource("shop-db")), providerType);

        var environment = await TestAppHost.EnvironmentOfAsync(Worker().WithReference(durable));

        Assert.Equal((expected, "shop-db"), (environment["Durable__Store__ProviderType"], environment["Durable__Store__ServiceKey"]));
        Assert.Equal("{shop-db.connectionString}", environment["ConnectionStrings__shop-db"]);
    }

    [Theory]
    [InlineData(true, "PostgresDatabase")]
    [InlineData(false, "PostgresServer")]
    public async Task A_host_is_told_of_a_PostgreSQL_of_the_application(bool isDatabase, string provider)
    {
        var server = _app.AddPostgres("pg");
        IResourceBuilder<IResourceWithConnectionString> store = isDatabase ? server.AddDatabase("shop-db") : server;

        var environment = await TestAppHost.EnvironmentOfAsync(Worker().WithReference(_app.AddDurable("shop").WithStore(store)));

        Assert.Equal((provider, store.Resource.Name), (environment["Durable__Store__ProviderType"], environment["Durable__Store__ServiceKey"]));
        Assert.Equal($"{{{store.Resource.Name}.connectionString}}", environment[$"ConnectionStrings__{store.Resource.Name}"]);
    }

    [Fact]
    public async Task A_host_is_told_of_a_DynamoDB_of_the_application()
    {
        var dynamo = _app.AddContainer("dynamo", "amazon/dynamodb-local").WithHttpEndpoint(targetPort: 8000);
        var durable = _app.AddDurable("shop").WithDynamoDB(dynamo.GetEndpoint("http"), "executions").WithKeyPrefix("shop:").WithSchemaCreation();

        var environment = await TestAppHost.EnvironmentOfAsync(Worker().WithReference(durable));

        Assert.Equal("DynamoDB", environment["Durable__Store__ProviderType"]);
        Assert.Equal("{dynamo.bindings.http.url}", environment["Durable__Store__ServiceUrl"]);
        Assert.Equal(("executions", "shop:", "true"), (environment["Durable__Store__TableName"], environment["Durable__KeyPrefix"], environment["Durable__Store__CreateSchema"]));
    }

    [Fact]
    public async Task A_published_host_finds_its_schema_there()
    {
        var app = TestAppHost.Create(publish: true);
        var durable = app.AddDurable("shop").WithDynamoDB(region: "eu-central-1").WithSchemaCreation();

        var environment = await TestAppHost.EnvironmentOfAsync(Worker(app).WithReference(durable));

        Assert.Equal("eu-central-1", environment["Durable__Store__Region"]);
        Assert.DoesNotContain("Durable__Store__CreateSchema", environment.Keys);
    }

    [Fact]
    public async Task A_file_of_this_machine_is_not_published()
    {
        var app = TestAppHost.Create(publish: true);
        var worker = Worker(app).WithReference(app.AddDurable("shop").WithDevelopmentStore());

        await RefusedAsync(() => TestAppHost.EnvironmentOfAsync(worker), "which a published application does not have");
    }

    [Fact]
    public Task A_service_without_a_store_is_refused()
    {
        var worker = Worker().WithReference(_app.AddDurable("shop"));

        return RefusedAsync(() => TestAppHost.EnvironmentOfAsync(worker), "The durable service 'shop' has no store: call WithStore");
    }

    [Fact]
    public async Task A_client_is_told_where_the_one_host_answers()
    {
        var durable = _app.AddDurable("shop").WithDevelopmentStore();
        var api = _app.AddExecutable("api", "api", ".").WithReference(durable.AsClient());
        Worker().WithHttpEndpoint().WithReference(durable);

        var environment = await TestAppHost.EnvironmentOfAsync(api);

        Assert.Equal("{worker.bindings.http.url}", environment["Durable__Client__Endpoint"]);
        Assert.DoesNotContain("Durable__Store__ProviderType", environment.Keys);
    }

    [Fact]
    public Task A_client_that_no_host_answers_is_refused()
    {
        var durable = _app.AddDurable("shop").WithDevelopmentStore();
        Worker().WithReference(durable);
        var api = _app.AddExecutable("api", "api", ".").WithReference(durable.AsClient());

        return RefusedAsync(() => TestAppHost.EnvironmentOfAsync(api), "no resource with an endpoint 'http' runs its executions");
    }

    [Fact]
    public async Task A_client_of_several_hosts_names_the_endpoint()
    {
        var durable = _app.AddDurable("shop").WithDynamoDB();
        Worker().WithHttpEndpoint().WithReference(durable);
        var other = Worker(name: "other").WithHttpEndpoint().WithReference(durable);
        var lost = _app.AddExecutable("lost", "api", ".").WithReference(durable.AsClient());
        var api = _app.AddExecutable("api", "api", ".").WithReference(durable.AsClient(other.GetEndpoint("http")));

        await RefusedAsync(() => TestAppHost.EnvironmentOfAsync(lost), "'worker' and 'other' run its executions");
        Assert.Equal("{other.bindings.http.url}", (await TestAppHost.EnvironmentOfAsync(api))["Durable__Client__Endpoint"]);
    }

    [Fact]
    public async Task Two_hosts_of_one_file_are_refused_before_anything_starts()
    {
        var durable = _app.AddDurable("shop").WithDevelopmentStore();
        Worker().WithReference(durable);
        Worker(name: "other").WithReference(durable);

        await RefusedAsync(StartAsync, "'worker' and 'other' would run executions over it");
    }

    [Fact]
    public async Task Replicas_over_one_file_are_refused_before_anything_starts()
    {
        var durable = _app.AddDurable("shop").WithDevelopmentStore();
        _app.AddProject("worker", TestAppHost.WorkerProject, static project => project.ExcludeLaunchProfile = true).WithReference(durable).WithReplicas(2);

        await RefusedAsync(StartAsync, "'worker' has 2 replicas");
    }

    private static async Task RefusedAsync(Func<Task> attempt, string why) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<DistributedApplicationException>(attempt)).Message, StringComparison.Ordinal);

    private async Task StartAsync()
    {
        await using var app = _app.Build();
        await _app.Eventing.PublishAsync(new BeforeStartEvent(app.Services, app.Services.GetRequiredService<DistributedApplicationModel>()));
    }

    private IResourceBuilder<ExecutableResource> Worker(IDistributedApplicationBuilder? app = null, string name = "worker") =>
        (app ?? _app).AddExecutable(name, "worker", ".");

    private sealed class ShopStoreResource(string name) : Resource(name), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"there");
    }
}
