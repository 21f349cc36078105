using Durable.Core.Engine;
using Durable.Core.Functions;
using Durable.Core.Operations.Invokes;
using Durable.Storage;

namespace Durable.Core.Residence;

/// <summary>A start as somebody asks for it: a client, or an execution that invokes another one.</summary>
internal sealed record ExecutionStart
{
    private readonly StartOptions? _labels;
    private readonly InvokedStart? _invoke;

    private ExecutionStart(ExecutionId id, string? payload, StartOptions? labels, InvokedStart? invoke)
    {
        Id = id;
        Payload = WellFormedText.Of(payload);
        _labels = labels;
        _invoke = invoke;
    }

    public ExecutionId Id { get; }

    /// <summary>The serialized input; null for none.</summary>
    public string? Payload { get; }

    /// <summary>Whether an execution has invoked it, in whose log that is.</summary>
    public bool IsInvoke => _invoke is not null;

    /// <summary>Whether the execution cannot exist yet: its name was made for this start, which has not been sent before.</summary>
    public bool IsNew { get; init; }

    /// <summary>The trace context of whoever starts it: <c>traceparent</c>, and after a space <c>tracestate</c>; null where there is none.</summary>
    public string? Trace { get; init; }

    /// <summary>A client's start.</summary>
    public static ExecutionStart ByClient(ExecutionId id, string? payload, StartOptions? labels = null) => new(id, payload, labels, invoke: null);

    /// <summary>
    /// The start of an invoked execution. The execution's name is its run: a repeated start finds that it is the same, and by the commit
    /// that another start has created it.
    /// </summary>
    public static ExecutionStart ByInvoke(InvokedStart start) => new(start.Options.ExecutionId, start.Payload, labels: null, start) { Trace = start.Trace };

    /// <summary>The input as the function takes it.</summary>
    /// <exception cref="PayloadSerializationException">The payload is too large, or not what the function takes.</exception>
    public object? ReadInput(DurableFunctionDefinition function) =>
        Payload is not null && !Payloads.Fits(Payload, DurableLimits.MaxExecutionPayloadBytes)
            ? throw Payloads.TooLarge(Payload, DurableLimits.MaxExecutionPayloadBytes, $"the input of function '{function.Name}'")
            : function.ReadNewInput(Payload, Id);

    /// <summary>The execution's first head.</summary>
    /// <param name="function">The function, in its newest version.</param>
    /// <param name="now">When it starts.</param>
    /// <param name="leaseDuration">How long it may go without a sign of life; null where no other host can take it over.</param>
    /// <param name="trace">What is stored of the trace that it is started in; null for nothing.</param>
    public ExecutionHead ToHead(DurableFunctionDefinition function, DateTimeOffset now, TimeSpan? leaseDuration, string? trace = null)
    {
        var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var runId = _invoke?.Options.ExecutionName ?? Guid.CreateVersion7(startedAt).ToString();
        return new ExecutionHead
        {
            Id = Id,
            RunId = runId,
            Version = 1,
            CommitId = _invoke is null ? runId : Guid.NewGuid().ToString("N"),
            Status = ExecutionStatus.Running,
            FunctionVersion = function.Options.Version,
            Invoker = _invoke?.Invoker,
            TenantId = _invoke?.Options.TenantId,
            StartedAt = startedAt,
            ExecutionTimeout = function.Options.ExecutionTimeout,
            Retention = function.Options.Retention,
            WakeUp = new WakeUp(startedAt + (leaseDuration ?? TimeSpan.Zero), WakeUpKind.Lease),
            BusinessKey = _labels?.BusinessKey,
            Tags = TagSet.Of(_labels?.Tags),
            Input = Payload,
            Trace = trace,
        };
    }

    /// <summary>Whether the execution that exists is the one that this start asks for.</summary>
    /// <param name="existing">Its head, with its input.</param>
    /// <param name="function">The function.</param>
    public bool IsSameAs(ExecutionHead existing, DurableFunctionDefinition function) =>
        _invoke is null ? FirstInput.IsOf(existing, Payload, function) : existing.FirstRunId == _invoke.Options.ExecutionName;
}
