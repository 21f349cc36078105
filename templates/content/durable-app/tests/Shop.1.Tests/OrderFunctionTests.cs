using Durable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Orders.Tests;

public sealed class OrderFunctionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly FakePayments _payments = new();
    private IHost? _host;

    private IDurableClient Client => _host!.Services.GetRequiredService<IDurableClient>();

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton<IPayments>(_payments);
        builder.Services.AddDurableExecutions(durable => durable.UseInMemoryStore().AddFunction<OrderFunction>("order"));
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task An_order_is_charged_once_and_shipped()
    {
        var execution = await Client.StartAsync("order", new Order("A-1", 99.5m, ["book", "lamp"]), new StartOptions { Name = "A-1" });
        var again = await Client.StartAsync("order", new Order("A-1", 99.5m, ["book", "lamp"]), new StartOptions { Name = "A-1" });

        var receipt = await PassTimeUntilAsync(again.WithResult<Receipt>().WaitForResultAsync());

        Assert.Equal(execution.Id, again.Id);
        Assert.Equal(["1: book", "2: lamp"], receipt.Parcels);
        Assert.Single(_payments.Charges);
    }

    [Fact]
    public async Task A_large_order_waits_for_an_approval()
    {
        var execution = await Client.StartAsync("order", new Order("B-1", 5_000, ["piano"]), new StartOptions { Name = "B-1" });
        var result = execution.WithResult<Receipt>().WaitForResultAsync();

        var callbackId = await PassTimeUntilAsync(_payments.Approval.Task);
        await Client.SendCallbackSuccessAsync(callbackId, true);

        Assert.Equal(["1: piano"], (await PassTimeUntilAsync(result)).Parcels);
    }

    // Moves the clock until something has happened: hours pass in milliseconds.
    private async Task<T> PassTimeUntilAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(1));
        }

        return await task;
    }

    private sealed class FakePayments : IPayments
    {
        public List<string> Charges { get; } = [];

        public TaskCompletionSource<string> Approval { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> ChargeAsync(string idempotencyKey, decimal amount, CancellationToken cancellationToken)
        {
            Charges.Add(idempotencyKey);
            return Task.FromResult("payment-1");
        }

        public Task AskForApprovalAsync(string orderId, string callbackId, CancellationToken cancellationToken)
        {
            Approval.TrySetResult(callbackId);
            return Task.CompletedTask;
        }
    }
}
