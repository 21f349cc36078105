using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Embedded;

public sealed class RegistrationTests
{
    /// <summary>Options that cannot work, by name and a value.</summary>
    public static TheoryData<string, string> Impossible => new()
    {
        { "EmbeddedHostOptions.MaxRunningExecutions", "0" },
        { "EmbeddedHostOptions.StartTimeout", "-00:00:01" },
        { "EmbeddedHostOptions.DrainTimeout", "-00:00:01" },
        { "EmbeddedHostOptions.RetentionSweepInterval", "00:00:00.5000000" },
        { "DurableEngineOptions.MaxBatchOperations", "0" },
        { "DurableEngineOptions.MaxBatchBytes", "1023" },
        { "DurableEngineOptions.MaxWaveDelay", "00:00:00" },
        { "DurableEngineOptions.HibernateAfter", "-00:00:01" },
        { "DurableEngineOptions.MaxUnrecordedAge", "00:00:00" },
        { "DurableEngineOptions.InitialStoreRetryDelay", "00:00:00" },
        { "DurableEngineOptions.MaxStoreRetryDelay", "00:00:00.0010000" },
    };

    [Fact]
    public async Task Without_a_store_the_host_does_not_start_and_says_what_to_call()
    {
        await using var provider = Build(static durable => { });

        var error = Assert.Throws<InvalidOperationException>(() => provider.GetServices<IHostedService>().ToArray());

        Assert.Equal("Durable executions need a store: call UseSqlite(...), UseInMemoryStore() or UseStore(...) in AddDurableExecutions.", error.Message);
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task An_option_that_cannot_work_keeps_the_host_from_starting_and_is_named(string option, string value)
    {
        await using var provider = Build(
            durable => durable.UseInMemoryStore().ConfigureEngine(engine => Set(engine, option, value)), host => Set(host, option, value));

        var error = Assert.Throws<ArgumentException>(() => provider.GetServices<IHostedService>().ToArray());

        Assert.StartsWith($"{option} is {value}; it must be ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_name_can_be_registered_once_over_all_calls()
    {
        var services = new ServiceCollection();
        services.AddDurableExecutions(static durable => durable.AddFunction<int, int>("f", static (input, _) => Task.FromResult(input)));

        var error = Assert.Throws<ArgumentException>(() =>
            services.AddDurableExecutions(static durable => durable.AddFunction<int, int>("f", static (input, _) => Task.FromResult(input))));

        Assert.Contains("of function 'f' is registered twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_and_options_of_several_calls_add_up_to_one_host()
    {
        var services = new ServiceCollection();
        services.AddDurableExecutions(
            static durable => durable.UseInMemoryStore().AddFunction<int, int>("f", static (input, _) => Task.FromResult(input)),
            static options => options.MaxRunningExecutions = 7);
        services.AddDurableExecutions(static durable => durable.AddFunction<int, int>("g", static (input, _) => Task.FromResult(-input)));
        await using var provider = services.BuildServiceProvider();
        var host = Assert.Single(provider.GetServices<IHostedService>());
        await host.StartAsync(CancellationToken.None);
        var client = provider.GetRequiredService<IDurableClient>();

        Assert.Equal(5, await (await client.StartAsync("f", 5)).WithResult<int>().WaitForResultAsync().OrFail());
        Assert.Equal(-5, await (await client.StartAsync("g", 5)).WithResult<int>().WaitForResultAsync().OrFail());
        await host.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_last_store_that_was_named_is_used()
    {
        var store = new InMemoryCheckpointStore();
        await using var provider = Build(durable => durable.UseInMemoryStore().UseStore(_ => store));

        Assert.Same(store, provider.GetRequiredService<ICheckpointStore>());
    }

    [Fact]
    public async Task A_clock_of_ones_own_is_used_wherever_it_is_registered()
    {
        var clock = new ManualTimeProvider();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddDurableExecutions(static durable => durable.UseInMemoryStore().AddFunction<int, int>("f", static (input, _) => Task.FromResult(input)));
        await using var provider = services.BuildServiceProvider();

        var execution = await provider.GetRequiredService<IDurableClient>().StartAsync("f", 1);

        Assert.Equal(clock.GetUtcNow(), (await execution.WaitForCompletionAsync().OrFail()).StartedAt);
    }

    private static ServiceProvider Build(Action<DurableExecutionsBuilder> configure, Action<EmbeddedHostOptions>? configureHost = null)
    {
        var services = new ServiceCollection();
        services.AddDurableExecutions(configure, configureHost);
        return services.BuildServiceProvider();
    }

    private static void Set(object options, string option, string value)
    {
        if (options.GetType().Name == option.Split('.')[0])
        {
            var property = options.GetType().GetProperty(option.Split('.')[1])!;
            property.SetValue(options, property.PropertyType == typeof(int) ? int.Parse(value) : TimeSpan.Parse(value));
        }
    }
}
