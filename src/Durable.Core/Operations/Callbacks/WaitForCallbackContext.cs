using Microsoft.Extensions.Logging;

namespace Durable.Core.Operations.Callbacks;

/// <summary>A submitter runs as a step.</summary>
internal sealed class WaitForCallbackContext(IStepContext step) : IWaitForCallbackContext
{
    public ILogger Logger => step.Logger;

    public int AttemptNumber => step.AttemptNumber;

    public IServiceProvider Services => step.Services;
}
