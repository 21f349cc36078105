using System.Security.Cryptography;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Durable.Embedded.Tests;

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

        Assert.Equal("Durable executions need a store, the same for all silos of a cluster: call UseSqlite(...), UseInMemoryStore() or UseStore(...) in AddDurableExecutions.", error.Message);
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task An_option_that_cannot_work_keeps_the_host_from_starting_and_is_named(string option, string value)
    {
        await using var provider = Build(
            durable => durable.UseInMemoryStore().ConfigureEngine(engine => Set(engine, option, value)), host => Set(host, option, value));

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetServices<IHostedService>().ToArray());

        Assert.StartsWith($"{option} is {value}: set it to ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_options_that_cannot_work_are_reported_together()
    {
        await using var provider = Build(static durable => durable.UseInMemoryStore().ConfigureEngine(static engine =>
        {
            engine.MaxBatchBytes = 0;
            engine.LargeLogOperations = 0;
        }));

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetServices<IHostedService>().ToArray());

        Assert.Equal(
            ["DurableEngineOptions.MaxBatchBytes is 0: set it to at least 1024.", "DurableEngineOptions.LargeLogOperations is 0: set it to at least 1."], error.Failures);
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

    [Fact]
    public async Task Codecs_that_cannot_work_keep_the_host_from_starting_and_are_named()
    {
        await using var provider = Build(static durable => durable
            .UseInMemoryStore()
            .UsePayloadCodec(new BrotliPayloadCodec())
            .ReadPayloadCodec(new BrotliPayloadCodec(minBytes: 1)));

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetServices<IHostedService>().ToArray());

        Assert.StartsWith("PayloadCodecOptions.Codecs has two codecs with the id 'br'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_codec_is_made_of_the_services_once_and_takes_its_place_among_the_others()
    {
        var made = 0;
        await using var provider = Build(durable => durable
            .UseInMemoryStore()
            .UsePayloadCodec(services =>
            {
                made++;
                return new BrotliPayloadCodec(services.GetRequiredService<DurableFunctionRegistry>().Names.Count);
            })
            .UsePayloadCodec(new AesGcmPayloadCodec(new AesGcmKey("k", RandomNumberGenerator.GetBytes(32))))
            .AddFunction<int, int>("f", static (input, _) => Task.FromResult(input)));
        var execution = await provider.GetRequiredService<IDurableClient>().StartAsync("f", 5);

        Assert.Equal(5, await execution.WithResult<int>().WaitForResultAsync().OrFail());
        Assert.Equal(1, made);
        Assert.Equal(["br", "aes-gcm"], provider.GetRequiredService<IOptions<PayloadCodecOptions>>().Value.Codecs.Select(static codec => codec.Id));
        var stored = await provider.GetRequiredService<ICheckpointStore>().ReadHeadAsync(execution.Id, includeData: true);
        Assert.StartsWith("\u0001\u0001", stored!.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_was_registered_without_the_builder_gets_encoded_data_too()
    {
        var store = new InMemoryCheckpointStore();
        var services = new ServiceCollection();
        services.AddSingleton<ICheckpointStore>(store);
        services.AddDurableExecutions(static durable => durable
            .UsePayloadCodec(new AesGcmPayloadCodec(new AesGcmKey("k", RandomNumberGenerator.GetBytes(32))))
            .AddFunction<int, int>("f", static (input, _) => Task.FromResult(input)));
        await using var provider = services.BuildServiceProvider();
        var execution = await provider.GetRequiredService<IDurableClient>().StartAsync("f", 5);
        await execution.WaitForCompletionAsync().OrFail();

        Assert.NotEqual("5", (await store.ReadHeadAsync(execution.Id, includeData: true))!.Input);
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
