namespace Durable.Storage;

/// <summary>What is kept of an execution's first run in the runs after it.</summary>
/// <param name="RunNumber">Which run this is, from 2.</param>
/// <param name="FirstRunId">Run id of the first run.</param>
/// <param name="FirstStartedAt">When the first run was started.</param>
/// <param name="FirstInputDigest">Stands for the first run's input, by which a start that is repeated is told from another one.</param>
public sealed record Continuation(int RunNumber, string FirstRunId, DateTimeOffset FirstStartedAt, string FirstInputDigest);
