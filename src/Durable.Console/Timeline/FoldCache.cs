namespace Durable.WebConsole.Timeline;

/// <summary>Keeps the folds of the executions that were looked at last.</summary>
internal sealed class FoldCache(TimeProvider timeProvider)
{
    private const int Capacity = 20;

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Arn, int Run, FoldedHistory History)> _latestFirst = [];

    /// <summary>The fold of an execution's present run.</summary>
    public FoldedHistory Of(ExecutionDescription execution)
    {
        lock (_lock)
        {
            for (var node = _latestFirst.First; node is not null; node = node.Next)
            {
                if (node.Value.Arn == execution.Arn && node.Value.Run == execution.RunNumber)
                {
                    _latestFirst.Remove(node);
                    _latestFirst.AddFirst(node);
                    return node.Value.History;
                }
            }

            var history = new FoldedHistory(execution.Id, timeProvider);
            _latestFirst.AddFirst((execution.Arn, execution.RunNumber, history));
            if (_latestFirst.Count > Capacity)
            {
                // Somebody may be looking at it still: the collector takes it when they are done.
                _latestFirst.RemoveLast();
            }

            return history;
        }
    }
}
