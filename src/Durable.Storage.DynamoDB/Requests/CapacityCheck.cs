using Microsoft.Extensions.Logging;

namespace Durable.Storage.Requests;

/// <summary>
/// Compares what writes of heads cost by DynamoDB's published rules with what DynamoDB itself counts, one write in so many: being asked for
/// the count takes DynamoDB Local a third of its throughput. From the first difference on every write is counted, and the count is what
/// holds.
/// </summary>
/// <param name="interval">One in how many is compared; the first one is.</param>
/// <param name="logger">Is told of the difference.</param>
internal sealed partial class CapacityCheck(int interval, ILogger logger)
{
    private long _writes;
    private volatile bool _differs;

    /// <summary>Whether DynamoDB is to count the next write.</summary>
    public bool IsDue() => _differs || interval == 1 || Interlocked.Increment(ref _writes) % interval == 1;

    /// <summary>What a write has cost.</summary>
    /// <param name="byRule">What it costs by the rules.</param>
    /// <param name="counted">What DynamoDB counted; null if it was not asked.</param>
    public StorageUsage Settle(StorageUsage byRule, StorageUsage? counted)
    {
        if (counted is not { } count)
        {
            return byRule;
        }

        if ((count.WriteUnits != byRule.WriteUnits || count.IndexWriteUnits != byRule.IndexWriteUnits) && !_differs)
        {
            _differs = true;
            LogDiffers(logger, count.WriteUnits, count.IndexWriteUnits, byRule.WriteUnits, byRule.IndexWriteUnits);
        }

        return count;
    }

    [LoggerMessage(EventIds.CapacityDiffers, LogLevel.Information,
        "DynamoDB counted {WriteUnits} write units and {IndexWriteUnits} of indexes where its published rules give {RuleWriteUnits} and {RuleIndexWriteUnits}; from now on it is asked about every write.")]
    private static partial void LogDiffers(ILogger logger, double writeUnits, double indexWriteUnits, double ruleWriteUnits, double ruleIndexWriteUnits);
}
