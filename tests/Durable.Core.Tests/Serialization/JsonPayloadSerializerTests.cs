using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Durable.Core.Tests.Serialization;

public sealed partial class JsonPayloadSerializerTests
{
    private static readonly SerializationContext s_context = new(new ExecutionId("f", "n"), null);

    [Fact]
    public void The_default_is_JSON_as_the_web_has_it() =>
        Assert.Equal("{\"someName\":1}", JsonPayloadSerializer.Default.Serialize(new Known(1), s_context));

    [Fact]
    public void A_context_writes_by_its_own_options() =>
        Assert.Equal("{\"some_name\":1}", new JsonPayloadSerializer(SnakeContext.Default).Serialize(new Known(1), s_context));

    [Fact]
    public void What_a_context_wrote_it_reads() =>
        Assert.Equal(new Known(5), new JsonPayloadSerializer(SnakeContext.Default).Deserialize<Known>("{\"some_name\":5}", s_context));

    [Fact]
    public void A_type_that_a_context_does_not_know_is_named_with_what_to_add()
    {
        var serializer = new JsonPayloadSerializer(SnakeContext.Default);

        var writing = Assert.Throws<PayloadSerializationException>(() => serializer.Serialize(new Unknown(1), s_context));
        var reading = Assert.Throws<PayloadSerializationException>(() => serializer.Deserialize<Unknown>("{}", s_context));

        const string Expected = "Durable.Core.Tests.Serialization.JsonPayloadSerializerTests+Unknown cannot be had from the JsonSerializerContext "
            + "Durable.Core.Tests.Serialization.JsonPayloadSerializerTests+SnakeContext. "
            + "Add [JsonSerializable(typeof(Durable.Core.Tests.Serialization.JsonPayloadSerializerTests.Unknown))] to a JsonSerializerContext";
        Assert.StartsWith(Expected, writing.Message, StringComparison.Ordinal);
        Assert.Equal(writing.Message, reading.Message);
    }

    [Fact]
    public void The_attribute_to_add_for_a_generic_type_or_an_array_can_be_copied()
    {
        var serializer = new JsonPayloadSerializer(SnakeContext.Default);

        var list = Assert.Throws<PayloadSerializationException>(() => serializer.Serialize(new Dictionary<string, Unknown[]>(), s_context));

        Assert.Contains(
            "typeof(System.Collections.Generic.Dictionary<System.String, Durable.Core.Tests.Serialization.JsonPayloadSerializerTests.Unknown[]>)", list.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_a_resolver_does_not_know_is_named_too()
    {
        var serializer = new JsonPayloadSerializer(new JsonSerializerOptions { TypeInfoResolver = new OnlyKnown() });

        var error = Assert.Throws<PayloadSerializationException>(() => serializer.Serialize(new Holder(new Unknown(1)), s_context));

        Assert.Contains(typeof(Unknown).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("[JsonSerializable(", error.Message, StringComparison.Ordinal);
        Assert.IsType<NotSupportedException>(error.InnerException);
    }

    [Fact]
    public void Where_reflection_is_on_a_type_that_cannot_be_written_is_the_serializers_own_error() =>
        Assert.ThrowsAny<NotSupportedException>(() => JsonPayloadSerializer.Default.Serialize(typeof(string), s_context));

    private sealed record Known(int SomeName);

    private sealed record Unknown(int Value);

    private sealed record Holder(Unknown Held);

    // Knows the outer type and nothing of what is in it.
    private sealed class OnlyKnown : IJsonTypeInfoResolver
    {
        private readonly DefaultJsonTypeInfoResolver _reflection = new();

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => type == typeof(Holder) ? _reflection.GetTypeInfo(type, options) : null;
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Known))]
    private sealed partial class SnakeContext : JsonSerializerContext;
}
