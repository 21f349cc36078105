namespace Durable.Aspire.Tests.Hosting;

/// <summary>Executions on the silos of a cluster that the app host describes.</summary>
public sealed class OrleansTests
{
    private readonly IDistributedApplicationBuilder _app = TestAppHost.Create();

    [Fact]
    public async Task A_silo_is_told_of_its_cluster_and_of_the_store()
    {
        var orleans = _app.AddOrleans("cluster").WithDevelopmentClustering().WithDurable(_app.AddDurable("shop").WithDevelopmentStore("shop.db"));

        var environment = await TestAppHost.EnvironmentOfAsync(Resource("silo").WithReference(orleans));

        Assert.Equal("Development", environment["Orleans__Clustering__ProviderType"]);
        Assert.Equal(("Sqlite", Path.Combine(_app.AppHostDirectory, "shop.db")), (environment["Durable__Store__ProviderType"], environment["Durable__Store__Path"]));
        Assert.DoesNotContain(environment.Keys, static key => key.StartsWith("Orleans__GrainStorage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_of_the_cluster_is_not_told_of_the_store()
    {
        var orleans = _app.AddOrleans("cluster").WithDevelopmentClustering().WithDurable(_app.AddDurable("shop").WithDevelopmentStore());

        var environment = await TestAppHost.EnvironmentOfAsync(Resource("api").WithReference(orleans.AsClient()));

        Assert.Contains("Orleans__Clustering__ProviderType", environment.Keys);
        Assert.DoesNotContain(environment.Keys, static key => key.StartsWith("Durable__", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silos_over_one_file_are_refused_before_anything_starts()
    {
        var orleans = _app.AddOrleans("cluster").WithDevelopmentClustering().WithDurable(_app.AddDurable("shop").WithDevelopmentStore());
        Resource("silo").WithReference(orleans);
        Resource("other").WithReference(orleans);
        await using var app = _app.Build();

        var refused = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => _app.Eventing.PublishAsync(new BeforeStartEvent(app.Services, app.Services.GetRequiredService<DistributedApplicationModel>())));

        Assert.Contains("'silo' and 'other' would run executions over it", refused.Message, StringComparison.Ordinal);
    }

    private IResourceBuilder<ExecutableResource> Resource(string name) => _app.AddExecutable(name, name, ".");
}
