using System.Collections.Concurrent;

namespace Durable.Storage.Shared;

/// <summary>What was asked of a store since it was opened, by function.</summary>
internal sealed class UsageByFunction
{
    private readonly ConcurrentDictionary<string, Sum> _functions = new(StringComparer.Ordinal);

    /// <summary>All of it.</summary>
    public StorageUsage Total
    {
        get
        {
            var total = default(StorageUsage);
            foreach (var sum in _functions.Values)
            {
                total += sum.Read();
            }

            return total;
        }
    }

    /// <summary>What a function's executions have cost.</summary>
    public StorageUsage Of(string function) => _functions.TryGetValue(function, out var sum) ? sum.Read() : default;

    /// <summary>Adds what was asked for a function's executions.</summary>
    public void Add(string function, StorageUsage usage) => _functions.GetOrAdd(function, static _ => new Sum()).Add(usage);

    private sealed class Sum
    {
        private readonly Lock _lock = new();
        private StorageUsage _usage;

        public void Add(StorageUsage usage)
        {
            lock (_lock)
            {
                _usage += usage;
            }
        }

        public StorageUsage Read()
        {
            lock (_lock)
            {
                return _usage;
            }
        }
    }
}
