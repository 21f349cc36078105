using System.Text.Encodings.Web;
using System.Text.Json;

namespace Durable.CommandLine.Api;

/// <summary>An execution that was started; the server says so in headers.</summary>
internal sealed record StartedExecution(string Arn, string? Version)
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ShortId => Api.ShortId.Of(Arn);

    /// <summary>The headers as members, named as elsewhere on the wire.</summary>
    public string ToJson() => JsonSerializer.Serialize(new { DurableExecutionArn = Arn, ExecutedVersion = Version }, s_json);
}
