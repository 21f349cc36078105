using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Durable.Model;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.SourceGeneration.Tests;

/// <summary>An app that has switched reflection-based JSON off, as one that is trimmed does.</summary>
public sealed partial class WithoutReflectionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("durable-tests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Reflection_is_off_in_this_process()
    {
        Assert.False(JsonSerializer.IsReflectionEnabledByDefault);
        Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(new Trip("Rome", 2)));
    }

    [Fact]
    public async Task Every_operation_works_and_so_do_failures_and_the_history()
    {
        await using var provider = Build(static durable => durable.UseJson(TripJsonContext.Default).AddFunction<Trip, Booking>("book", BookAsync));
        await StartAsync(provider);
        var client = provider.GetRequiredService<IDurableClient>();
        var execution = await client.StartAsync("book", new Trip("Rome", 2));

        var callback = await CallbackAsync(client, execution);
        await client.SendCallbackSuccessAsync(callback, "approved").OrFail();
        var booking = await execution.WithResult<Booking>().WaitForResultAsync().OrFail();

        Assert.Equal(("Hotel Rome", "approved"), (booking.Hotel, booking.Approval));
        Assert.Equal(["room 0", "room 1"], booking.Rooms);
        var history = await client.ReadHistoryAsync(execution.Id);
        var json = JsonSerializer.Serialize(history.Events[^1], HistoryContext.Default.HistoryEvent);
        Assert.Contains("\"ExecutionSucceededDetails\":{\"Result\":{", json, StringComparison.Ordinal);
        Assert.Equal(history.Events[^1], JsonSerializer.Deserialize(json, HistoryContext.Default.HistoryEvent));
        await StopAsync(provider);
    }

    [Fact]
    public async Task A_class_is_registered_by_its_types_where_nothing_is_looked_up()
    {
        await using var provider = Build(static durable => durable.UseJson(TripJsonContext.Default).AddFunction<BookFunction, Trip, Booking>("book"));
        await StartAsync(provider);
        var execution = await provider.GetRequiredService<IDurableClient>().StartAsync("book", new Trip("Rome", 2));

        Assert.Equal("Rome", (await execution.WithResult<Booking>().WaitForResultAsync().OrFail()).Hotel);
        await StopAsync(provider);
    }

    [Fact]
    public async Task A_failed_execution_tells_its_error_through_codecs_too()
    {
        await using var provider = Build(static durable => durable
            .UseJson(TripJsonContext.Default)
            .UsePayloadCodec(new AesGcmPayloadCodec(new AesGcmKey("k", RandomNumberGenerator.GetBytes(32))))
            .AddFunction<Trip, Booking>("book", static (trip, _) => throw new InvalidDataException($"{trip.City} is full")));
        await StartAsync(provider);
        var execution = await provider.GetRequiredService<IDurableClient>().StartAsync("book", new Trip("Rome", 2));

        var ended = await execution.WaitForCompletionAsync().OrFail();

        Assert.Equal(("Rome is full", ExecutionStatus.Failed), (ended.Error!.ErrorMessage, ended.Status));
        await StopAsync(provider);
    }

    [Fact]
    public async Task A_host_without_a_context_does_not_start_and_says_what_to_add()
    {
        await using var provider = Build(static durable => durable.AddFunction<Trip, Booking>("book", BookAsync));

        var error = Assert.Throws<PayloadSerializationException>(() => provider.GetServices<IHostedService>().ToArray());

        Assert.Equal(
            "Function 'book' cannot run: There is no JSON for Durable.SourceGeneration.Tests.Trip, because reflection-based JSON is switched off in this app and no "
            + "JsonSerializerContext was given. Add [JsonSerializable(typeof(Durable.SourceGeneration.Tests.Trip))] to a JsonSerializerContext and give that to the host or "
            + "client by UseJson, or to the function or operation as its Serializer.",
            error.Message);
    }

    [Fact]
    public async Task A_function_whose_result_its_context_does_not_know_keeps_the_host_from_starting()
    {
        await using var provider = Build(static durable => durable
            .AddFunction<Trip, HistoryEvent>("book", static (_, _) => Task.FromResult<HistoryEvent>(null!), static options => options.UseJson(TripJsonContext.Default)));

        var error = Assert.Throws<PayloadSerializationException>(() => provider.GetServices<IHostedService>().ToArray());

        Assert.StartsWith(
            "Function 'book' cannot run: Durable.Model.HistoryEvent cannot be had from the JsonSerializerContext Durable.SourceGeneration.Tests.TripJsonContext.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_wants_reflection_for_executions_alone_asks_for_it()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        await using var provider = Build(durable => durable.UseJson(options).AddFunction<Trip, Trip>("echo", static (trip, _) => Task.FromResult(trip)));
        await StartAsync(provider);
        var execution = await provider.GetRequiredService<IDurableClient>().StartAsync("echo", new Trip("Rome", 2));

        Assert.Equal(new Trip("Rome", 2), await execution.WithResult<Trip>().WaitForResultAsync().OrFail());
        await StopAsync(provider);
    }

    private static async Task<Booking> BookAsync(Trip trip, IDurableContext context)
    {
        var hotel = await context.StepAsync((_, _) => Task.FromResult($"Hotel {trip.City}"), "hotel");
        try
        {
            await context.StepAsync<string>(static (_, _) => throw new InvalidDataException("no car"), "car", new StepConfig { RetryStrategy = RetryStrategy.None });
        }
        catch (StepException)
        {
            // On foot, then.
        }

        var rooms = await context.MapAsync(
            Enumerable.Range(0, trip.Nights).ToArray(), static (night, i, _, _, token) => night.StepAsync((_, _) => Task.FromResult($"room {i}"), cancellationToken: token), "rooms");
        var approval = await context.CreateCallbackAsync<string>("approval");
        return new Booking(hotel, rooms.GetResults(), await approval.GetResultAsync());
    }

    private static async Task<string> CallbackAsync(IDurableClient client, ExecutionHandle execution)
    {
        while (true)
        {
            var history = await client.ReadHistoryAsync(execution.Id);
            if (history.Events.FirstOrDefault(static e => e.EventType == HistoryEventType.CallbackStarted) is { } started)
            {
                return started.Details.CallbackId!;
            }

            await Task.Yield();
        }
    }

    private static async Task StartAsync(ServiceProvider provider)
    {
        foreach (var host in provider.GetServices<IHostedService>())
        {
            await host.StartAsync(CancellationToken.None);
        }
    }

    private static async Task StopAsync(ServiceProvider provider)
    {
        foreach (var host in provider.GetServices<IHostedService>())
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private ServiceProvider Build(Action<DurableExecutionsBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddDurableExecutions(durable => configure(durable.UseSqlite(Path.Combine(_directory, "durable.db"))));
        return services.BuildServiceProvider();
    }

    [JsonSerializable(typeof(HistoryEvent))]
    private sealed partial class HistoryContext : JsonSerializerContext;

    private sealed class BookFunction : IDurableFunction<Trip, Booking>
    {
        public Task<Booking> RunAsync(Trip input, IDurableContext context) => Task.FromResult(new Booking(input.City, [], "none"));
    }
}
