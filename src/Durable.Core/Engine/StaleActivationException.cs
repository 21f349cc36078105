namespace Durable.Core.Engine;

/// <summary>Another activation wrote after this one was loaded; the other goes on.</summary>
internal sealed class StaleActivationException(ExecutionId id, long version)
    : DurableExecutionException(Invariant($"Somebody else wrote execution '{id}' after version {version}; this activation is out of date."));
