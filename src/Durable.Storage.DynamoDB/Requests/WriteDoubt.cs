namespace Durable.Storage.Requests;

/// <summary>Remembers over the tries of one write that an earlier one may have been applied.</summary>
internal sealed class WriteDoubt
{
    public bool Exists { get; set; }
}
