namespace Durable.Core.Codecs;

/// <content>Whether the store can be written.</content>
internal sealed partial class ExecutionStore
{
    private static readonly TimeSpan s_knownFor = TimeSpan.FromSeconds(30);

    private long _writtenAt;
    private volatile bool _hasFailed;

    /// <summary>
    /// Makes sure that the store can be written. What was written in the last 30 s shows it; without that, or after a write that failed, the store
    /// writes something that changes nothing.
    /// </summary>
    public async Task CheckWritesAsync(CancellationToken cancellationToken)
    {
        if (_hasFailed || Volatile.Read(ref _writtenAt) is var writtenAt && (writtenAt == 0 || _timeProvider.GetElapsedTime(writtenAt) >= s_knownFor))
        {
            await _inner.CheckWritesAsync(cancellationToken);
            NoteWritten();
        }
    }

    private void NoteWritten()
    {
        Volatile.Write(ref _writtenAt, Math.Max(1, _timeProvider.GetTimestamp()));
        if (_hasFailed)
        {
            _hasFailed = false;
        }
    }
}
