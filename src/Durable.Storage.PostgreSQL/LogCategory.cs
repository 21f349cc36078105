namespace Durable.Storage;

/// <summary>The category of all that this assembly logs.</summary>
internal static class LogCategory
{
    public const string Name = "OrleansDurable.Storage.PostgreSQL";
}
