using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Engine;

/// <summary>What all executions of a host share.</summary>
internal sealed class ExecutionServices(
    ICheckpointStore store, DurableEngineOptions options, TimeProvider timeProvider, IServiceProvider services, ILoggerFactory loggerFactory,
    DurableFunctionRegistry functions)
{
    public DurableEngineOptions Options { get; } = options;

    public DurableFunctionRegistry Functions { get; } = functions;

    public TimeProvider TimeProvider { get; } = timeProvider;

    public IServiceProvider Services { get; } = services;

    public ILoggerFactory LoggerFactory { get; } = loggerFactory;

    public ILogger EngineLogger { get; } = loggerFactory.CreateLogger("Durable.Engine");

    public CheckpointCommitter Committer { get; } = new(store, options, timeProvider);

    public ExecutionParking Parking => field ??= new ExecutionParking(store, Committer, TimeProvider, EngineLogger);
}
