namespace Durable.Storage;

/// <summary>What stands between a host and PostgreSQL.</summary>
public enum PoolerMode
{
    /// <summary>Nothing, or a pooler that gives each connection a server session of its own.</summary>
    None,

    /// <summary>
    /// A pooler that gives out server sessions for one transaction at a time, such as PgBouncer with <c>pool_mode = transaction</c>. Nothing is then
    /// kept in a session: no prepared statements and no settings.
    /// </summary>
    Transaction,
}
