using Durable.Storage;

namespace Durable.Core.Residence;

/// <summary>What came of a start.</summary>
/// <param name="Head">The execution's head: its first one, or the newest where it existed.</param>
/// <param name="IsNew">Whether this start created it.</param>
internal readonly record struct StartedExecution(ExecutionHead Head, bool IsNew);
