using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>How an execution is about to end.</summary>
/// <param name="Status">How.</param>
/// <param name="At">When.</param>
/// <param name="Result">Its result.</param>
/// <param name="Error">Its error, as it is recorded.</param>
/// <param name="Cause">Its error, as it was thrown.</param>
internal sealed record Closing(ExecutionStatus Status, DateTimeOffset At, string? Result, ErrorObject? Error, Exception? Cause);
