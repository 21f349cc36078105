namespace Durable.Storage.Requests;

/// <summary>Lets the first request wait until the table is there, and every later one pass.</summary>
/// <param name="open">Makes sure that the table is there; tried again by a later request when it fails.</param>
internal sealed class TableGate(Func<Task> open)
{
    private readonly Lock _lock = new();
    private Task? _opened;

    /// <summary>A gate that is open.</summary>
    public static TableGate Open { get; } = new(static () => Task.CompletedTask);

    public Task PassAsync()
    {
        if (_opened is { IsCompletedSuccessfully: true } opened)
        {
            return opened;
        }

        lock (_lock)
        {
            return _opened is null or { IsFaulted: true } or { IsCanceled: true } ? _opened = open() : _opened;
        }
    }
}
