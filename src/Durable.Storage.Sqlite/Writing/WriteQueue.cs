using System.Diagnostics.CodeAnalysis;

namespace Durable.Storage.Writing;

/// <summary>Requests on their way from any thread to the writer, first in, first out.</summary>
internal sealed class WriteQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<WriteRequest> _requests = [];

    // Spinning first was measured: it makes a lone commit no faster.
    private readonly ManualResetEventSlim _changed = new(initialState: false, spinCount: 0);
    private bool _closed;

    /// <summary>Queues a request.</summary>
    /// <returns>False when the queue is closed.</returns>
    public bool TryAdd(WriteRequest request)
    {
        bool first;
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            _requests.Enqueue(request);
            first = _requests.Count == 1;
        }

        // Only the first one can find the writer asleep.
        if (first)
        {
            _changed.Set();
        }

        return true;
    }

    /// <summary>Takes the next request if there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out WriteRequest? request)
    {
        lock (_lock)
        {
            return _requests.TryDequeue(out request);
        }
    }

    /// <summary>Blocks the only taker until there is a request.</summary>
    /// <returns>False when there will never be one again.</returns>
    public bool Wait()
    {
        while (true)
        {
            _changed.Reset();
            lock (_lock)
            {
                if (_requests.Count > 0)
                {
                    return true;
                }

                if (_closed)
                {
                    return false;
                }
            }

            _changed.Wait();
        }
    }

    /// <summary>Takes in no more; what is queued can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
        }

        _changed.Set();
    }

    public void Dispose() => _changed.Dispose();
}
