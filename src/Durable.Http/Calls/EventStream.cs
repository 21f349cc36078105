using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Durable.Http.Wire;

namespace Durable.Http.Calls;

/// <summary>Reads server-sent events, each an execution.</summary>
internal static class EventStream
{
    /// <summary>Reads until the stream ends.</summary>
    /// <exception cref="JsonException">An event is no execution.</exception>
    /// <exception cref="FormatException">It names no execution, or a status that is not known.</exception>
    public static async IAsyncEnumerable<ExecutionDescription> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = SseParser.Create(stream, static (_, data) => (ExecutionAnswer?)JsonSerializer.Deserialize(data, WireFormat.Lenient.GetTypeInfo(typeof(ExecutionAnswer))));
        await foreach (var item in events.EnumerateAsync(cancellationToken))
        {
            if (item.Data is { DurableExecutionArn: not null } answer)
            {
                yield return answer.ToDescription();
            }
        }
    }
}
