using Durable.Core.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Durable.Embedded;

/// <content>Log messages; event ids 2000 to 2099.</content>
internal sealed partial class EmbeddedRuntime
{
    [LoggerMessage(EventIds.EmbeddedDrainIncomplete, LogLevel.Warning, "{Count} executions did not come to rest in time; they go on after the next start, as after a crash.")]
    private partial void LogDrainIncomplete(int count);
}
