using Microsoft.Extensions.Logging;

namespace Durable.Core.Contexts;

internal sealed record StepContext(ILogger Logger, int AttemptNumber, string OperationId) : IStepContext;
