namespace Durable.Storage.PostgreSQL.Health;

/// <summary>Rows of a table, as the server's statistics estimate them.</summary>
/// <param name="Table">One of those whose rows are updated all the time.</param>
/// <param name="Live">Those that are there.</param>
/// <param name="Dead">Those that updates and deletions have left, and that were not vacuumed yet.</param>
internal readonly record struct TableRows(string Table, long Live, long Dead);
