using System.Collections;

namespace Durable.Core.Logging;

/// <summary>Fields of every line that a function logs; the names are those of the AWS SDKs.</summary>
internal sealed class ExecutionLogScope(string executionArn, string? operationId = null, string? operationName = null, int? attempt = null)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _fields = operationId is null
        ? [new("executionArn", executionArn)]
        : [new("executionArn", executionArn), new("operationId", operationId), new("operationName", operationName), new("attempt", attempt)];

    public int Count => _fields.Length;

    public KeyValuePair<string, object?> this[int index] => _fields[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _fields.GetEnumerator();

    public override string ToString() => string.Join(' ', _fields.Select(static field => $"{field.Key}:{field.Value}"));
}
