using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Durable.Core.Codecs;
using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Operations.Callbacks;
using Durable.Core.Queries;
using Durable.Core.Queries.Waiting;
using Durable.Core.Residence;
using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Core.Hosting;

/// <summary>
/// Puts the engine together: the parts that a host has once, however many executions it runs. A host has each part among its services
/// (<see cref="DurableEngineServices.TryAddDurableEngine"/>); a simulated process makes them without a container.
/// </summary>
internal sealed class EngineParts
{
    private const string EngineCategory = "OrleansDurable.Engine";

    public EngineParts(
        ICheckpointStore store,
        DurableEngineOptions options,
        TimeProvider timeProvider,
        IServiceProvider services,
        ILoggerFactory loggerFactory,
        DurableFunctionRegistry functions,
        PayloadCodecs codecs,
        bool hasLeases)
    {
        Lag = new HostLag(timeProvider);
        var logger = loggerFactory.CreateLogger(EngineCategory);
        Store = new ExecutionStore(store, codecs, options, timeProvider, logger);
        var telemetryOptions = services.GetService<IOptions<DurableTelemetryOptions>>()?.Value ?? new DurableTelemetryOptions();
        Metrics = new EngineMetrics(services.GetService<IMeterFactory>(), functions, Store.Name, telemetryOptions);
        Executions = new ExecutionServices(
            options,
            timeProvider,
            Store,
            functions,
            services,
            loggerFactory,
            logger,
            new ClockWatch(timeProvider),
            new SuspectGate(timeProvider),
            new EngineTelemetry(Metrics, telemetryOptions, timeProvider, logger),
            new ConcurrentDictionary<ExecutionId, OversleptWakeUp>());
        var logs = new LogReads(Store, timeProvider, options.MaxConcurrentLogReads);
        var parking = new ExecutionParking(Store, timeProvider, logger, Lag, Metrics);
        Residents = new ResidentFactory(
            Executions, new ExecutionLoader(Store, parking, functions, Lag), parking, new ExecutionSettlement(Store, logger), new CallbackCheck(Store, logs));
        var rules = new StuckRules(functions, timeProvider, hasLeases);
        Queries = new ExecutionQueries(Store, logs, rules);
        Stuck = new StuckCount(Store, rules, Metrics, telemetryOptions.StuckCountInterval, logger);
    }

    /// <summary>The store, behind the host's codecs.</summary>
    public ExecutionStore Store { get; }

    /// <summary>The instruments of the host.</summary>
    public EngineMetrics Metrics { get; }

    /// <summary>What all executions share.</summary>
    public ExecutionServices Executions { get; }

    /// <summary>Makes the resident of an execution.</summary>
    public ResidentFactory Residents { get; }

    /// <summary>What of them is known to lag behind.</summary>
    public HostLag Lag { get; }

    /// <summary>What clients may ask of the store.</summary>
    public ExecutionQueries Queries { get; }

    /// <summary>Counts those that are stuck.</summary>
    public StuckCount Stuck { get; }
}
