using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Durable;

/// <summary>Plain JSON by System.Text.Json. The default everywhere.</summary>
/// <remarks>
/// Give it a source-generated <see cref="JsonSerializerContext"/>, or options whose resolver is one, and nothing is looked up by reflection:
/// that is faster at the start, can be trimmed, and is the only way where the app has switched reflection-based JSON off.
/// </remarks>
public sealed class JsonPayloadSerializer : IPayloadSerializer
{
    private readonly JsonSerializerOptions _options;

    /// <summary>JSON by these options.</summary>
    /// <param name="options">
    /// Serializer options; web defaults (camel case, numbers may be quoted) when null. Must not change incompatibly while executions run.
    /// </param>
    public JsonPayloadSerializer(JsonSerializerOptions? options = null)
    {
        _options = options ?? JsonSerializerOptions.Web;
    }

    /// <summary>JSON of the types that a source-generated context names, by the context's own options.</summary>
    /// <param name="context">
    /// The context. Its options come from <see cref="JsonSourceGenerationOptionsAttribute"/>; without
    /// <see cref="JsonSerializerDefaults.Web"/> there, names are written as they are in code, unlike the default of functions.
    /// </param>
    public JsonPayloadSerializer(JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _options = context.Options;
    }

    /// <summary>The default instance.</summary>
    public static JsonPayloadSerializer Default { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="PayloadSerializationException">The serializer does not know a type; the message names it.</exception>
    public string Serialize<T>(T value, SerializationContext context)
    {
        Require(typeof(T));
        try
        {
            return JsonSerializer.Serialize(value, _options);
        }
        catch (NotSupportedException exception) when (IsWithoutReflection)
        {
            throw Unknown(typeof(T), exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PayloadSerializationException">The serializer does not know a type; the message names it.</exception>
    public T Deserialize<T>(string payload, SerializationContext context)
    {
        Require(typeof(T));
        try
        {
            return JsonSerializer.Deserialize<T>(payload, _options)!;
        }
        catch (NotSupportedException exception) when (IsWithoutReflection)
        {
            throw Unknown(typeof(T), exception);
        }
    }

    /// <summary>Refuses a type that can be neither written nor read.</summary>
    /// <exception cref="PayloadSerializationException">Names the type and says what to add.</exception>
    internal void Require(Type type)
    {
        if (IsWithoutReflection && (_options.TypeInfoResolver is null || !_options.TryGetTypeInfo(type, out _)))
        {
            throw Unknown(type, innerException: null);
        }
    }

    // Options without a resolver get the one that reflects when they are first used, unless the app has switched that off.
    private bool IsWithoutReflection => _options.TypeInfoResolver is { } resolver
        ? resolver is not DefaultJsonTypeInfoResolver
        : !JsonSerializer.IsReflectionEnabledByDefault;

    private PayloadSerializationException Unknown(Type type, Exception? innerException) => new(
        (_options != JsonSerializerOptions.Web && _options.TypeInfoResolver is { } resolver
            ? $"{type} cannot be had from {Name(resolver)}"
            : $"There is no JSON for {type}, because reflection-based JSON is switched off in this app and no {nameof(JsonSerializerContext)} was given")
        + (innerException is null ? ". " : $": {innerException.Message} ")
        + $"Add [JsonSerializable(typeof({CodeName(type)}))] to a {nameof(JsonSerializerContext)} and give that to the host or client by UseJson, "
        + "or to the function or operation as its Serializer.",
        innerException);

    private static string Name(IJsonTypeInfoResolver resolver) =>
        resolver is JsonSerializerContext ? $"the {nameof(JsonSerializerContext)} {resolver.GetType()}" : $"the type resolver of the serializer's options ({resolver.GetType()})";

    // As it is written in C#, to be copied.
    private static string CodeName(Type type)
    {
        if (type.IsArray)
        {
            return $"{CodeName(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        var name = type.IsNested ? $"{CodeName(type.DeclaringType!)}.{type.Name}" : type.FullName ?? type.Name;
        var arity = name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0 ? name : $"{name[..arity]}<{string.Join(", ", type.GetGenericArguments().Select(CodeName))}>";
    }
}
