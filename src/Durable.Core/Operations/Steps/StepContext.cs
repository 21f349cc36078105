using System.Globalization;
using Durable.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Operations.Steps;

internal sealed class StepContext(ILogger logger, string runId, string operationId, int attempt, AttemptServices services) : IStepContext
{
    public ILogger Logger { get; } = logger;

    public string OperationId { get; } = operationId;

    public int AttemptNumber { get; } = attempt;

    public IServiceProvider Services => services.Provider;

    // Read by few steps, so composed when they are.
    public string EffectId => $"{runId}/{OperationId}";

    public string AttemptId => string.Create(CultureInfo.InvariantCulture, $"{runId}/{OperationId}/{AttemptNumber}");
}
