using System.Data;
using Durable.Storage;

namespace Durable;

/// <summary>How a step that commits with the application's own data runs.</summary>
public sealed record TransactionStepConfig
{
    /// <summary>Retries, timeout and serializer. The serializer writes the result twice, with the data and in the log; default: JSON.</summary>
    public StepConfig Step { get; init; } = new();

    /// <summary>The schema with the table <c>effects</c>, in the application's database. Default: <c>durable</c>.</summary>
    public string Schema { get; init; } = PostgreSQLStoreOptions.DefaultSchema;

    /// <summary>Isolation of the transaction. Default: <see cref="IsolationLevel.ReadCommitted"/>.</summary>
    public IsolationLevel IsolationLevel { get; init; } = IsolationLevel.ReadCommitted;
}
