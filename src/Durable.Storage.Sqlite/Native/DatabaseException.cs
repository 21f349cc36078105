namespace Durable.Storage.Native;

/// <summary>What SQLite answered when a call failed.</summary>
internal sealed class DatabaseException(int code, string message) : Exception(Invariant($"{message} (SQLite error {code})"))
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>The class of error, without the details of the extended code.</summary>
    public int PrimaryCode => Code & 0xff;
}
