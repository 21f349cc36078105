namespace Durable.Storage;

/// <summary>What a row of the table <c>payloads</c> holds, or which of them there are. Part of the stored format.</summary>
[Flags]
internal enum PayloadKind
{
    None = 0,
    Input = 1,
    Result = 2,
    Error = 4,
}
