namespace Durable.Storage.Items;

/// <summary>What an execution has cost so far, by DynamoDB's own count.</summary>
/// <param name="Requests">Requests.</param>
/// <param name="WriteUnits">Write units of the table.</param>
/// <param name="IndexWriteUnits">Write units of its indexes.</param>
/// <param name="ReadUnits">Read units.</param>
internal readonly record struct UsageSum(long Requests, double WriteUnits, double IndexWriteUnits, double ReadUnits)
{
    public static UsageSum operator +(UsageSum left, UsageSum right) => new(
        left.Requests + right.Requests,
        left.WriteUnits + right.WriteUnits,
        left.IndexWriteUnits + right.IndexWriteUnits,
        left.ReadUnits + right.ReadUnits);
}
