using Microsoft.Extensions.Logging;

namespace Durable.Core.Operations.Conditions;

/// <summary>A poll is an attempt like that of a step.</summary>
internal sealed class ConditionCheckContext(IStepContext step) : IConditionCheckContext
{
    public ILogger Logger => step.Logger;

    public int AttemptNumber => step.AttemptNumber;

    public IServiceProvider Services => step.Services;
}
