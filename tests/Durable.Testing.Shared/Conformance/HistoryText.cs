using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>
/// An event in one line: type, operation id, sub-type, name, parent, then every detail that is set. Times stand relative to the event, and
/// stack traces, which hold the paths of whoever built the code, only show whether there is one.
/// </summary>
internal static class HistoryText
{
    private static readonly PropertyInfo[] s_details = typeof(HistoryEventDetails).GetProperties();

    public static string Of(HistoryEvent item)
    {
        var line = new StringBuilder(item.EventType.ToString());
        if (item.SubType is not null)
        {
            line.Append(CultureInfo.InvariantCulture, $" {item.Id} {item.SubType}");
            Append(line, " \"", item.Name, "\"");
            Append(line, " in ", item.ParentId);
        }

        foreach (var property in s_details)
        {
            if (property.GetValue(item.Details) is { } value && Describe(item, property.Name, value) is { Length: > 0 } text)
            {
                line.Append(CultureInfo.InvariantCulture, $" {text}");
            }
        }

        return line.ToString();
    }

    public static string Of(ErrorObject error)
    {
        List<string> parts = [$"{error.ErrorType ?? "?"}: {error.ErrorMessage?.ReplaceLineEndings(" / ") ?? "?"}"];
        if (error.ErrorData is not null)
        {
            parts.Add($"data {error.ErrorData}");
        }

        if (error.StackTrace is not null)
        {
            parts.Add("trace");
        }

        return string.Join(", ", parts);
    }

    private static string Describe(HistoryEvent item, string name, object value) => (name, value) switch
    {
        (nameof(HistoryEventDetails.Input), EventPayload payload) => $"input={Describe(payload)}",
        (nameof(HistoryEventDetails.Result), EventPayload payload) => $"-> {Describe(payload)}",
        (_, EventError { Truncated: true }) => "[error left out]",
        (_, EventError error) => $"[{Of(error.Payload!)}]",
        (_, RetryDetails { NextAttemptDelaySeconds: { } delay } retry) => $"(attempt {retry.CurrentAttempt}, next in {delay}s)",
        (_, RetryDetails retry) => $"(attempt {retry.CurrentAttempt})",
        (nameof(HistoryEventDetails.ExecutionTimeout), _) => $"timeout={value}s",
        (nameof(HistoryEventDetails.Duration), _) => $"{value}s",
        (nameof(HistoryEventDetails.ScheduledEndTimestamp), DateTimeOffset end) => $"ends+{(end - item.EventTimestamp).TotalSeconds}s",
        (nameof(HistoryEventDetails.CallbackId), string { Length: > 0 }) => "id",
        (nameof(HistoryEventDetails.DurableExecutionArn), string { Length: > 0 }) => "arn",
        (nameof(HistoryEventDetails.Timeout), _) => $"timeout={value}s",
        (nameof(HistoryEventDetails.HeartbeatTimeout), _) => $"heartbeat={value}s",

        // Which differ from run to run; AssertWellFormed looks at them.
        (nameof(HistoryEventDetails.StartTimestamp) or nameof(HistoryEventDetails.EndTimestamp) or nameof(HistoryEventDetails.RequestId), _) => "",
        _ => $"{name}={value}",
    };

    private static string Describe(EventPayload payload) => payload switch
    {
        { Truncated: true } => "[left out]",
        { Payload: null } => "nothing",
        { Payload.Length: > 4000 } => $"[{payload.Payload.Length} characters]",
        { Payload: "" } => "[empty]",
        _ => payload.Payload.Contains("\"StackTrace\":[", StringComparison.Ordinal) ? WithoutTraces(payload.Payload) : payload.Payload,
    };

    private static string WithoutTraces(string json)
    {
        var node = JsonNode.Parse(json)!;
        Cut(node);
        return node.ToJsonString();

        static void Cut(JsonNode? node)
        {
            if (node is JsonArray array)
            {
                foreach (var item in array)
                {
                    Cut(item);
                }
            }
            else if (node is JsonObject item)
            {
                if (item.ContainsKey("StackTrace"))
                {
                    item["StackTrace"] = "trace";
                }

                foreach (var (_, value) in item)
                {
                    Cut(value);
                }
            }
        }
    }

    private static void Append(StringBuilder line, string before, string? text, string after = "")
    {
        if (text is not null)
        {
            line.Append(before).Append(text).Append(after);
        }
    }
}
