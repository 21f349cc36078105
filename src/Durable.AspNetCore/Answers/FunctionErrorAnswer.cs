using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.AspNetCore.Answers;

/// <summary>How a synchronous invocation answers when the execution ended without a result.</summary>
internal sealed record FunctionErrorAnswer(
    [property: JsonPropertyName("errorMessage")] string ErrorMessage,
    [property: JsonPropertyName("errorType")] string ErrorType,
    [property: JsonPropertyName("stackTrace")] IReadOnlyList<string> StackTrace)
{
    public static FunctionErrorAnswer Of(ExecutionDescription execution) => new(
        execution.Error?.ErrorMessage ?? $"Execution '{execution.Id}' ended {WireNames.Of(execution.Status)}.",
        execution.Error?.ErrorType ?? $"Execution{execution.Status}",
        execution.Error?.StackTrace ?? []);
}
