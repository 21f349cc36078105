namespace Durable.Storage.Items;

/// <summary>Names of the table's indexes.</summary>
internal static class IndexNames
{
    /// <summary>Executions that must be looked after, and closed ones that must be deleted.</summary>
    public const string Due = "due";

    /// <summary>Executions of a function by start time.</summary>
    public const string Function = "function";

    /// <summary>Executions of a status by start time.</summary>
    public const string Status = "status";

    /// <summary>Executions of a business key by start time; those without one are not in it.</summary>
    public const string BusinessKey = "business-key";
}
