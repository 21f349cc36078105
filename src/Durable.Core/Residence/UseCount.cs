namespace Durable.Core.Residence;

/// <summary>Counts who uses something that goes when nobody does, and then for good. Thread-safe.</summary>
internal sealed class UseCount
{
    private const int Gone = -1;

    private int _users;

    /// <summary>Begins to use it.</summary>
    /// <returns>False when it is gone.</returns>
    public bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users != Gone)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    /// <summary>Ends to use it.</summary>
    /// <returns>True when it is gone by that.</returns>
    public bool Exit() => Interlocked.Decrement(ref _users) == 0 && Interlocked.CompareExchange(ref _users, Gone, 0) == 0;
}
