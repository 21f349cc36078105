using Microsoft.Extensions.Logging;

namespace Durable.Core.Contexts;

internal sealed record ConditionCheckContext(ILogger Logger, int AttemptNumber) : IConditionCheckContext;
