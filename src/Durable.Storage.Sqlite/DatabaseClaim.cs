namespace Durable.Storage;

/// <summary>Whose a database is now, and whose it was.</summary>
/// <param name="ServiceId">The service that has it.</param>
/// <param name="Previous">The service that had it before; null for none.</param>
internal sealed record DatabaseClaim(string ServiceId, string? Previous);
