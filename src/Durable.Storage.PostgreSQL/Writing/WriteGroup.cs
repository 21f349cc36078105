namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>Requests that share a transaction, each of another execution.</summary>
internal sealed class WriteGroup(int maxRequests, long maxBytes)
{
    private readonly HashSet<ExecutionId> _executions = [];
    private long _bytes;

    public List<CreateRequest> Creates { get; } = [];

    public List<CommitRequest> Commits { get; } = [];

    public IEnumerable<WriteRequest> All => Creates.Concat<WriteRequest>(Commits);

    public int Count => Creates.Count + Commits.Count;

    /// <summary>Takes a request in, unless there is no room, or one of the same execution must be done first.</summary>
    public bool TryAdd(WriteRequest request)
    {
        if ((Count > 0 && (Count >= maxRequests || _bytes >= maxBytes)) || !_executions.Add(request.Id))
        {
            return false;
        }

        _bytes += request.Bytes;
        if (request is CreateRequest create)
        {
            Creates.Add(create);
        }
        else
        {
            Commits.Add((CommitRequest)request);
        }

        return true;
    }

    /// <summary>In one order whoever writes: groups of two processes that lock the same rows wait for each other, and not in a circle.</summary>
    public void Sort()
    {
        Creates.Sort(static (left, right) => Order(left.Id, right.Id));
        Commits.Sort(static (left, right) => Order(left.Id, right.Id));
    }

    private static int Order(ExecutionId left, ExecutionId right)
    {
        var functions = string.CompareOrdinal(left.FunctionName, right.FunctionName);
        return functions != 0 ? functions : string.CompareOrdinal(left.Name, right.Name);
    }
}
