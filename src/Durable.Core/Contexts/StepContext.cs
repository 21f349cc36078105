using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Contexts;

internal sealed record StepContext(ILogger Logger, string RunId, string OperationId, int AttemptNumber) : IStepContext
{
    public string EffectId { get; } = $"{RunId}/{OperationId}";

    public string AttemptId { get; } = string.Create(CultureInfo.InvariantCulture, $"{RunId}/{OperationId}/{AttemptNumber}");
}
