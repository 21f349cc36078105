using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Embedded.Tests;

/// <summary>A container can be disposed of in both ways.</summary>
public sealed class DisposalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("dynamodb")]
    public async Task A_container_is_disposed_of_synchronously(string store)
    {
        var services = await ServicesAsync(store);
        using (var provider = services.BuildServiceProvider())
        {
            await StartAsync(provider);
            var execution = await provider.GetRequiredService<IDurableClient>().StartAsync("double", 21);
            Assert.Equal(42, await execution.WithResult<int>().WaitForResultAsync());
        }

        // What was open is closed.
        await using var next = services.BuildServiceProvider();
        await StartAsync(next);
    }

    [Fact]
    public async Task What_was_asked_for_is_written_before_a_synchronous_disposal_ends()
    {
        var path = _directory.File("durable.db");
        var store = SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = path });
        var heads = Enumerable.Range(0, 100).Select(static _ => SampleHeads.New(DateTimeOffset.UnixEpoch)).ToArray();
        var writes = heads.Select(head => store.CreateAsync(head).AsTask()).ToArray();

#pragma warning disable CA1849 // It is what is tested.
        store.Dispose();
#pragma warning restore CA1849

        Assert.All(writes, static write => Assert.True(write.Wait(TimeSpan.FromSeconds(10))));
        await using var reopened = SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = path });
        Assert.All(heads, head => Assert.NotNull(reopened.ReadHeadAsync(head.Id, includeData: false).AsTask().Result));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("dynamodb")]
    public async Task A_synchronous_disposal_waits_for_no_synchronization_context(string store)
    {
        var services = await ServicesAsync(store);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new DeadContext());
            var provider = services.BuildServiceProvider();
            _ = StartAsync(provider);
            provider.Dispose();
            ended.SetResult();
        })
        { IsBackground = true }.Start();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task StartAsync(ServiceProvider provider)
    {
        foreach (var service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    private async Task<ServiceCollection> ServicesAsync(string store)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var shared = store == "dynamodb" ? await TestDynamoDB.OptionsAsync() : null;
        services.AddDurableExecutions(durable =>
        {
            durable.AddFunction<int, int>("double", static (input, context) => context.StepAsync((_, _) => Task.FromResult(2 * input), "double"));
            _ = store switch
            {
                "sqlite" => durable.UseSqlite(_directory.File("durable.db")),
                "dynamodb" => durable.UseDynamoDB(options =>
                {
                    options.ServiceUrl = shared!.ServiceUrl;
                    options.TableName = shared.TableName;
                    options.KeyPrefix = shared.KeyPrefix;
                }),
                _ => durable.UseInMemoryStore(),
            };
        });
        return services;
    }

    // A context whose thread is busy disposing runs nothing.
    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
