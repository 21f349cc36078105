using System.Collections.Concurrent;
using Durable.Core.Codecs;
using Durable.Core.Diagnostics;
using Durable.Core.Hosting;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Engine;

/// <summary>What all executions of a host share.</summary>
/// <param name="Options">How executions are run.</param>
/// <param name="TimeProvider">The host's clock.</param>
/// <param name="Store">The store, behind the host's codecs.</param>
/// <param name="Functions">The functions of the host.</param>
/// <param name="Services">The host's services, for function classes and step bodies.</param>
/// <param name="LoggerFactory">Makes the loggers of functions.</param>
/// <param name="EngineLogger">Logs what concerns one execution.</param>
/// <param name="ClockWatch">Notices jumps of the host's clock.</param>
/// <param name="Suspects">Executions of this host that perhaps kill their process.</param>
/// <param name="Telemetry">What executions tell about themselves.</param>
/// <param name="Overslept">Executions that are woken although the host's clock, which has gone back, does not show their time.</param>
internal sealed record ExecutionServices(
    DurableEngineOptions Options,
    TimeProvider TimeProvider,
    ExecutionStore Store,
    DurableFunctionRegistry Functions,
    IServiceProvider Services,
    ILoggerFactory LoggerFactory,
    ILogger EngineLogger,
    ClockWatch ClockWatch,
    SuspectGate Suspects,
    EngineTelemetry Telemetry,
    ConcurrentDictionary<ExecutionId, OversleptWakeUp> Overslept);
