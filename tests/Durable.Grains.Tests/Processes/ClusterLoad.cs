using System.Collections.Concurrent;

namespace Durable.Grains.Tests.Processes;

/// <summary>Starts executions one after the other, whatever happens to the cluster, and waits for each.</summary>
internal sealed class ClusterLoad(IDurableClient client) : IDisposable
{
    private const string Function = "journaled";
    private const int Callers = 24;

    private readonly ConcurrentDictionary<ExecutionId, int> _started = new();
    private readonly SemaphoreSlim _starts = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _callers = Task.CompletedTask;

    /// <summary>What was started, with its input.</summary>
    public IReadOnlyDictionary<ExecutionId, int> Started => _started;

    public void Begin() => _callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(CallAsync)));

    /// <summary>Starts no more; completes when all that were started have ended.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _callers;
    }

    /// <summary>Completes when so many more have been started; fails when a caller does.</summary>
    public async Task WhenStartedAsync(int more) => await await Task.WhenAny(_callers, TakeStartsAsync(more));

    public void Dispose()
    {
        _starts.Dispose();
        _stop.Dispose();
    }

    private async Task TakeStartsAsync(int count)
    {
        for (; count > 0; count--)
        {
            await _starts.WaitAsync();
        }
    }

    private async Task CallAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var input = Random.Shared.Next(1_000);
            var execution = await client.StartAsync(Function, input);
            _started[execution.Id] = input;
            _starts.Release();
            Assert.Equal(7 * (input + 1), await execution.WithResult<int>().WaitForResultAsync());
        }
    }
}
