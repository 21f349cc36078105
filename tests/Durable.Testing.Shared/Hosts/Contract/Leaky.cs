using System.Text.Json.Serialization;

namespace Durable.Testing;

/// <summary>Says that a part of it may be lost: whoever sees that part sees a value that was not read back.</summary>
internal sealed record Leaky
{
    public int Kept { get; init; }

    [JsonIgnore]
    public int Lost { get; init; }
}
