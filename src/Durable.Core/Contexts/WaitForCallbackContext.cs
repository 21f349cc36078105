using Microsoft.Extensions.Logging;

namespace Durable.Core.Contexts;

internal sealed record WaitForCallbackContext(ILogger Logger, int AttemptNumber) : IWaitForCallbackContext;
