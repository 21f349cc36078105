using System.Collections.Concurrent;
using Durable.Core.Codecs;
using Durable.Core.Engine.Invokes;
using Durable.Core.Hosting;
using Durable.Storage;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Engine;

/// <summary>What all executions of a host share.</summary>
internal sealed class ExecutionServices(
    ICheckpointStore store,
    DurableEngineOptions options,
    TimeProvider timeProvider,
    IServiceProvider services,
    ILoggerFactory loggerFactory,
    DurableFunctionRegistry functions,
    PayloadCodecs? codecs = null)
{
    private const string EngineCategory = "Durable.Engine";

    /// <summary>The store, behind the host's codecs.</summary>
    public ExecutionStore Store { get; } = new(store, codecs ?? PayloadCodecs.None, options, timeProvider, loggerFactory.CreateLogger(EngineCategory));

    public DurableEngineOptions Options { get; } = options;

    public DurableFunctionRegistry Functions { get; } = functions;

    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>Notices jumps of the host's clock.</summary>
    public ClockWatch ClockWatch { get; } = new(timeProvider);

    /// <summary>Executions that are woken although the host's clock, which has gone back, does not show their time.</summary>
    public ConcurrentDictionary<ExecutionId, OversleptWakeUp> Overslept { get; } = new();

    public IServiceProvider Services { get; } = services;

    public ILoggerFactory LoggerFactory { get; } = loggerFactory;

    public ILogger EngineLogger { get; } = loggerFactory.CreateLogger(EngineCategory);

    public ExecutionSettlement Settlement => field ??= new ExecutionSettlement(Store, EngineLogger);

    /// <summary>Executions of this host that perhaps kill their process.</summary>
    public SuspectGate Suspects { get; } = new(timeProvider);

    public ExecutionLoader Loader => field ??= new ExecutionLoader(this, Functions);

    public ExecutionParking Parking => field ??= new ExecutionParking(Store, TimeProvider, EngineLogger);
}
