using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Items;

/// <summary>
/// The keys of everything that is stored. Each partition key, of the table and of its indexes, begins with the same prefix, so that a
/// policy on <c>dynamodb:LeadingKeys</c> can fence it.
/// </summary>
/// <param name="prefix">Comes before every partition key; may be empty.</param>
internal sealed class ItemKeys(string prefix)
{
    /// <summary>Sort key of the head. It comes before all other sort keys of an execution.</summary>
    public const string Head = "head";

    /// <summary>Number of partitions that one function, or one status, is spread over in lists. Part of the stored format.</summary>
    public const int ListShards = 8;

    private const string SegmentPrefix = "log#";
    private const string PayloadPrefix = "payload#";

    private readonly string _executionPrefix = $"{prefix}x#";
    private readonly string _businessPrefix = $"{prefix}b#";

    public string Partition(ExecutionId id) => $"{_executionPrefix}{id.FunctionName}/{id.Name}";

    /// <summary>Reads what <see cref="Partition"/> made.</summary>
    public ExecutionId Id(string partition) =>
        partition.StartsWith(_executionPrefix, StringComparison.Ordinal) && ExecutionId.TryParse(partition[_executionPrefix.Length..], out var id)
            ? id
            : throw new FormatException($"'{partition}' is not the key of an execution.");

    public string DuePartition(WakeUpKind kind, int shard) => string.Create(CultureInfo.InvariantCulture, $"{prefix}d{(int)kind}#{shard}");

    public string ExpiryPartition(int shard) => string.Create(CultureInfo.InvariantCulture, $"{prefix}e#{shard}");

    public string FunctionPartition(string function, int shard) => string.Create(CultureInfo.InvariantCulture, $"{prefix}f#{function}#{shard}");

    public string StatusPartition(ExecutionStatus status, int shard) => string.Create(CultureInfo.InvariantCulture, $"{prefix}s#{(int)status}#{shard}");

    public string BusinessPartition(string businessKey) => $"{_businessPrefix}{businessKey}";

    /// <summary>Reads what <see cref="BusinessPartition"/> made.</summary>
    public string BusinessKey(string partition) => partition.StartsWith(_businessPrefix, StringComparison.Ordinal)
        ? partition[_businessPrefix.Length..]
        : throw new FormatException($"'{partition}' is not the key of executions of a business key.");

    /// <summary>Of the 64 shards of the due index every eighth falls together.</summary>
    public static int ListShard(ExecutionId id) => WakeUpShards.Of(id) % ListShards;

    /// <summary>Sort key of the lists. As text it has the order of <see cref="ListMarker"/>.</summary>
    public static string ListOrder(long startedAtMs, string runId) => string.Create(CultureInfo.InvariantCulture, $"{startedAtMs:D15}.{runId}");

    /// <summary>Name of the segment that a commit writes; in the order of commits.</summary>
    public static string SegmentName(long version, string commitId) => string.Create(CultureInfo.InvariantCulture, $"{version:D12}#{commitId}");

    public static string Segment(string segmentName, int part) => string.Create(CultureInfo.InvariantCulture, $"{SegmentPrefix}{segmentName}#{part:D4}");

    public static bool IsSegment(string sortKey) => sortKey.StartsWith(SegmentPrefix, StringComparison.Ordinal);

    /// <summary>Beginning of the sort keys of a payload's parts.</summary>
    public static string PayloadParts(string commitId, string kind) => $"{PayloadPrefix}{commitId}#{kind}#";

    public static string Payload(string commitId, string kind, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{PayloadParts(commitId, kind)}{part:D4}");

    public Dictionary<string, AttributeValue> Of(ExecutionId id, string sortKey) => new(StringComparer.Ordinal)
    {
        [Attributes.PartitionKey] = Item.Text(Partition(id)),
        [Attributes.SortKey] = Item.Text(sortKey),
    };
}
