using System.Collections;
using System.Diagnostics;
using Durable.Core.Contexts;

namespace Durable.Core.Logging;

/// <summary>Fields of every line that a function logs; the names are those of the AWS SDKs where these have one.</summary>
internal sealed class ExecutionLogScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _fields;

    /// <summary>Of a line between operations.</summary>
    public ExecutionLogScope(ExecutionContextInfo execution)
    {
        _fields =
        [
            new("executionArn", execution.DurableExecutionArn),
            new("functionName", execution.ExecutionId.FunctionName),
            new("runNumber", execution.Telemetry.RunNumber),
        ];
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            _fields.Add(new("traceId", activity.TraceId.ToString()));
            _fields.Add(new("spanId", activity.SpanId.ToString()));
        }
    }

    /// <summary>Of a line of an attempt.</summary>
    public ExecutionLogScope(ExecutionContextInfo execution, OperationIdentity operation, int attempt)
        : this(execution) =>
        _fields.AddRange([new("operationId", operation.Id), new("operationName", operation.Name), new("attempt", attempt)]);

    public int Count => _fields.Count;

    public KeyValuePair<string, object?> this[int index] => _fields[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _fields.GetEnumerator();

    public override string ToString() => string.Join(' ', _fields.Select(static field => $"{field.Key}:{field.Value}"));
}
