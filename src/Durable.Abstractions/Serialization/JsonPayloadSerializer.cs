using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Durable;

/// <summary>Plain JSON by System.Text.Json. The default everywhere.</summary>
/// <remarks>
/// <para>
/// By default it has the names of the web (camel case), fields as well as properties, enums by their names, <see cref="System.Numerics.BigInteger"/>
/// as a number, and escapes only what JSON demands. Enums are read as numbers too.
/// </para>
/// <para>
/// A value that would be read back as another one is rejected when it is written, with an error that names type, member and remedy. Types whose
/// contract leaves nothing to lose are told by their contract, once; values of the others are read back and written again.
/// </para>
/// <para>
/// Give it a source-generated <see cref="JsonSerializerContext"/>, or options whose resolver is one, and nothing is looked up by reflection:
/// that is faster at the start, can be trimmed, and is the only way where the app has switched reflection-based JSON off.
/// </para>
/// </remarks>
public sealed class JsonPayloadSerializer : ISameTypeSerializer
{
    private readonly JsonSerializerOptions _given;
    private readonly JsonSerializerOptions _options;
    private readonly Lazy<JsonSerializerOptions> _withoutUntyped;
    private readonly JsonShapes _shapes;

    /// <summary>JSON by these options.</summary>
    /// <param name="options">
    /// Serializer options, copied; the defaults above when null. Must not change incompatibly while executions run. Where they name no encoder,
    /// only what JSON demands is escaped.
    /// </param>
    public JsonPayloadSerializer(JsonSerializerOptions? options = null)
        : this(options ?? JsonDefaults.Options, isStrict: false)
    {
    }

    /// <summary>JSON of the types that a source-generated context names, by the context's own options.</summary>
    /// <param name="context">
    /// The context. Its options come from <see cref="JsonSourceGenerationOptionsAttribute"/>; without
    /// <see cref="JsonSerializerDefaults.Web"/> there, names are written as they are in code, unlike the default of functions; without
    /// <see cref="JsonSourceGenerationOptionsAttribute.UseStringEnumConverter"/>, enums are numbers.
    /// </param>
    public JsonPayloadSerializer(JsonSerializerContext context)
        : this(RequireOptions(context), isStrict: false)
    {
    }

    private JsonPayloadSerializer(JsonSerializerOptions given, bool isStrict)
    {
        _given = given;
        _options = JsonDefaults.Guarded(given, isStrict);
        _shapes = new JsonShapes(_options);
        _withoutUntyped = new Lazy<JsonSerializerOptions>(() => JsonDefaults.WithoutUntyped(_options));
    }

    /// <summary>The default instance.</summary>
    public static JsonPayloadSerializer Default { get; } = new();

    /// <summary>
    /// The same JSON, read strictly: a member that is missing, that the type does not have, or that is null against its annotation is an error.
    /// So a member that was renamed under running executions does not read as null or zero in silence.
    /// </summary>
    /// <remarks>
    /// It reads what it has written itself. A caller that leaves out optional members of an input is rejected: give it to the operations then, or
    /// to functions whose callers send all.
    /// </remarks>
    public JsonPayloadSerializer ReadingStrictly() => new(_given, isStrict: true);

    /// <inheritdoc/>
    /// <exception cref="PayloadSerializationException">
    /// The serializer does not know a type, or would read back another value; the message names type and member.
    /// </exception>
    public string Serialize<T>(T value, SerializationContext context) => Write(value, _options);

    /// <inheritdoc/>
    string ISameTypeSerializer.SerializeForSameType<T>(T value, SerializationContext context)
    {
        Require(typeof(T));
        return Write(value, _shapes.Of(typeof(T)).HasUntyped ? _withoutUntyped.Value : _options);
    }

    /// <inheritdoc/>
    /// <exception cref="PayloadSerializationException">The serializer does not know a type; the message names it.</exception>
    public T Deserialize<T>(string payload, SerializationContext context)
    {
        Require(typeof(T));
        try
        {
            return JsonText.Read<T>(payload, _options);
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

    /// <summary>What the default serializer wrote before enums had names, for the value that a text stands for.</summary>
    /// <returns>The text; null where options were given, and where the text is not all that is written for its value.</returns>
    internal string? WriteAsBefore<T>(string payload, SerializationContext context)
    {
        if (_given != JsonDefaults.Options)
        {
            return null;
        }

        try
        {
            var value = Deserialize<T>(payload, context);
            return JsonText.Write(value, _options) == payload ? JsonText.Write(value, JsonDefaults.Before) : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static JsonSerializerOptions RequireOptions(JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Options;
    }

    private string Write<T>(T value, JsonSerializerOptions options)
    {
        Require(typeof(T));
        try
        {
            var text = JsonText.Write(value, options);
            if (value is not null && _shapes.Of(typeof(T)) is { MayLose: true } shape)
            {
                RequireSame(value, text, options, shape);
            }

            return text;
        }
        catch (NotSupportedException exception) when (IsWithoutReflection)
        {
            throw Unknown(typeof(T), exception);
        }
    }

    // What is written of the value that was read back must be what was written of the value.
    private static void RequireSame<T>(T value, string text, JsonSerializerOptions options, JsonShape shape)
    {
        T again;
        try
        {
            again = JsonText.Read<T>(text, options);
        }
        catch (Exception)
        {
            // Not lost in silence: what reads it as this type gets the error, and it may be written for something that does not.
            return;
        }

        string rewritten;
        try
        {
            rewritten = JsonText.Write(again, options);
        }
        catch (Exception exception)
        {
            throw new PayloadSerializationException($"{typeof(T)} would be read back as a value that cannot be written: {exception.Message}", exception);
        }

        // A member that says another thing each time it is asked, such as an age, is not lost.
        if (rewritten != text && JsonDifference.Find(text, rewritten, shape.HasUnordered) is { } lost && JsonText.Write(value, options) == text)
        {
            throw new PayloadSerializationException(
                $"{typeof(T)} would be read back as another value: {lost.Path} is {lost.First ?? "absent"}, and after reading {lost.Second ?? "absent"}. "
                + (lost.Path.EndsWith(']')
                    ? "The collection does not keep its order (a stack is read back in reverse): use a list."
                    : "Give the member a public setter or init, a constructor parameter of its name, or [JsonInclude]; the type a JsonConverter if it is not yours; "
                    + "or the member [JsonIgnore] if it need not be kept."));
        }
    }

    // Options without a resolver get the one that reflects when they are first used, unless the app has switched that off.
    private bool IsWithoutReflection => _given.TypeInfoResolver is { } resolver
        ? resolver is not DefaultJsonTypeInfoResolver
        : !JsonSerializer.IsReflectionEnabledByDefault;

    private PayloadSerializationException Unknown(Type type, Exception? innerException) => new(
        (_given != JsonDefaults.Options && _given.TypeInfoResolver is { } resolver
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
