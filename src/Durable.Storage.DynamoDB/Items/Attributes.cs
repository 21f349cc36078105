namespace Durable.Storage.Items;

/// <summary>Names of the stored attributes. Short, because every commit pays for them; none is a reserved word but <see cref="TimeToLive"/>.</summary>
internal static class Attributes
{
    public const string PartitionKey = "pk";
    public const string SortKey = "sk";
    public const string Format = "f";
    public const string RunId = "r";

    // The head.
    public const string Version = "v";
    public const string CommitId = "c";
    public const string Status = "st";
    public const string FunctionVersion = "fv";
    public const string StartedAt = "sa";
    public const string EndedAt = "ea";
    public const string ParkedAt = "pa";
    public const string WaitsFor = "wf";
    public const string Invoker = "iv";
    public const string TenantId = "tn";
    public const string Trace = "tr";
    public const string ExecutionTimeout = "et";
    public const string Retention = "rt";
    public const string ExpiresAt = "x";
    public const string WakeUpKind = "wk";
    public const string Operations = "ops";
    public const string LogBytes = "lb";
    public const string Input = "i";
    public const string Result = "o";
    public const string Error = "e";
    public const string Tail = "t";
    public const string LastSegment = "l";
    public const string Tags = "tg";
    public const string RunNumber = "rn";
    public const string FirstStartedAt = "fs";
    public const string FirstRunId = "fr";
    public const string FirstInputDigest = "fi";
    public const string EndedRuns = "er";
    public const string Requests = "ur";
    public const string WriteUnits = "uw";
    public const string IndexWriteUnits = "ux";
    public const string ReadUnits = "uq";
    public const string BytesWritten = "bw";
    public const string BytesRead = "br";

    // Keys of the indexes.
    public const string DuePartition = "dp";
    public const string DueAt = "da";
    public const string FunctionPartition = "fp";
    public const string StatusPartition = "sp";
    public const string ListOrder = "ls";
    public const string BusinessPartition = "bk";

    // Segments and payloads.
    public const string Bytes = "b";
    public const string Parts = "n";
    public const string Compressed = "z";
    public const string PreviousSegment = "p";

    /// <summary>When DynamoDB may delete the item, in Unix seconds.</summary>
    public const string TimeToLive = "ttl";
}
