using Durable.Storage;

namespace Durable.Core.Residence;

/// <content>
/// Tells those who watch the execution of its commits. It is not brought into memory for that: of one that sleeps the head is read once, and from then
/// on whatever changes it comes by here.
/// </content>
internal sealed partial class ResidentExecution
{
    private TaskCompletionSource? _news;
    private ExecutionHead? _known;

    /// <summary>Waits until this host knows more of the execution than somebody has seen.</summary>
    /// <param name="version">Version of the head that was seen.</param>
    /// <param name="maxWait">Longest wait.</param>
    /// <param name="timeProvider">Measures it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<ResidentNews> WatchAsync(long version, TimeSpan maxWait, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        // Taken before anything is looked at: a commit that comes in between completes it.
        var news = (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        if (!IsHereOrComing && _known is null)
        {
            var head = await ReadAsync(includeData: false);
            _known ??= head;
        }

        if (Look(version) is { } known)
        {
            return known;
        }

        using var released = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, residence.Stopping);
        try
        {
            await news.WaitAsync(maxWait, timeProvider, released.Token);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return Look(version) ?? ResidentNews.None;
        }

        return Look(version) ?? new ResidentNews(null, null, HasMoved: true);
    }

    /// <summary>The execution has a new head in the store.</summary>
    internal void OnCommitted(ExecutionHead head)
    {
        _known = head;
        TellWatchers();
    }

    private void TellWatchers()
    {
        var news = _news;
        _news = null;
        news?.SetResult();
    }

    private ResidentNews? Look(long version)
    {
        var execution = _current?.Execution is { HasLeft: false } current ? current : null;
        return (execution?.Head ?? _known) is { } head && head.Version > version ? new ResidentNews(head, execution?.OpenWaits(), HasMoved: false) : null;
    }
}
