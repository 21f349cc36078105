using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Durable.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Durable.Grains.Tests;

/// <summary>Options of a silo: from configuration, and refused before it starts.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public void Options_are_bound_from_configuration()
    {
        using var host = Build(static durable => durable.UseInMemoryStore(), ("LeaseDuration", "00:00:20"), ("DrainTimeout", "00:00:05"));

        var options = host.Services.GetRequiredService<IOptions<DurableGrainsOptions>>().Value;

        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5)), (options.LeaseDuration, options.DrainTimeout));
    }

    [Fact]
    public void Frameworks_are_quiet_unless_the_host_asks_for_them()
    {
        using var quiet = Build(static durable => durable.UseInMemoryStore());
        using var asked = Build(static durable =>
        {
            durable.UseInMemoryStore();
            durable.Services.AddLogging(static logging => logging.AddFilter("Polly", LogLevel.Information));
        });

        Assert.Equal(LogLevel.Critical, Assert.Single(RulesOfPolly(quiet)).LogLevel);
        Assert.Equal(LogLevel.Information, Assert.Single(RulesOfPolly(asked)).LogLevel);

        static IEnumerable<LoggerFilterRule> RulesOfPolly(IHost host) =>
            host.Services.GetRequiredService<IOptions<LoggerFilterOptions>>().Value.Rules.Where(static rule => rule.CategoryName == "Polly");
    }

    [Fact]
    public void The_cluster_says_which_service_a_store_belongs_to()
    {
        using var host = Build(static durable => durable.UseInMemoryStore(), ("TakeOverStore", "true"));

        var owner = host.Services.GetRequiredService<StoreOwner>();

        Assert.Equal((host.Services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId, true), (owner.ServiceId, owner.TakeOver));
    }

    [Theory]
    [InlineData("LeaseDuration", "00:00:00.5")]
    [InlineData("WakeUpSweepInterval", "02:00:00")]
    [InlineData("DrainTimeout", "-00:00:01")]
    [InlineData("RetentionSweepInterval", "00:00:00")]
    public async Task A_value_that_cannot_work_is_refused_by_name_before_the_silo_starts(string option, string value)
    {
        using var host = Build(static durable => durable.UseInMemoryStore(), (option, value));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_without_a_store_is_refused_with_what_to_do()
    {
        using var host = Build(static durable => durable.AddFunction<int, int>("same", static (number, _) => Task.FromResult(number)));

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains("UseStore", error.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codecs_that_cannot_work_are_refused_before_the_silo_starts()
    {
        using var host = Build(static durable => durable
            .UseInMemoryStore().UsePayloadCodec(new BrotliPayloadCodec()).UsePayloadCodec(new BrotliPayloadCodec()));

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains("PayloadCodecOptions.Codecs has two codecs with the id 'br'", error.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_whose_input_has_no_JSON_is_refused_before_the_silo_starts()
    {
        using var host = Build(static durable => durable
            .UseInMemoryStore()
            .UseJson(new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() })
            .AddFunction<int, int>("same", static (number, _) => Task.FromResult(number)));

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains("Function 'same' cannot run: System.Int32 cannot be had from", error.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Action<DurableExecutionsBuilder> configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Durable:{setting.Key}", (string?)setting.Value)));
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering()
            .AddDurableExecutions(configure)
            .Configure<DurableGrainsOptions>(builder.Configuration.GetSection("Durable")));
        return builder.Build();
    }
}
