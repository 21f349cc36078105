using Durable.Core.Diagnostics;
using Durable.Core.Functions;

namespace Durable.Core.Contexts;

/// <param name="Arn">Name in wire form; a text only for whoever asks.</param>
/// <param name="ExecutionId">Function and name.</param>
/// <param name="RunId">Unique even if the name is used again.</param>
/// <param name="TenantId">On whose behalf it runs; null for nobody's in particular.</param>
/// <param name="StepBegins">Called where a step's body is about to run, in its flow.</param>
/// <param name="Services">Of the function and its steps.</param>
/// <param name="Telemetry">What the activation tells.</param>
internal sealed record ExecutionContextInfo(
    ExecutionArn Arn,
    ExecutionId ExecutionId,
    string RunId,
    string? TenantId,
    Action<IStepContext> StepBegins,
    InvocationServices Services,
    ExecutionTelemetry Telemetry)
    : IExecutionContext
{
    public string DurableExecutionArn => field ??= Arn.ToString();
}
