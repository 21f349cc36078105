using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Durable;

/// <summary>Options of JSON payloads.</summary>
internal static class JsonDefaults
{
    /// <summary>What is used where none are given.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        IncludeFields = true,
        Converters = { new EnumNamesConverter(), new BigIntegerConverter() },
    };

    /// <summary>What was used before enums had names. Fields are written: what was lost without them is no input to compare with.</summary>
    public static readonly JsonSerializerOptions Before = new(JsonSerializerDefaults.Web) { IncludeFields = true, TypeInfoResolver = ByReflection() };

    /// <summary>The same options, which write people's languages as they are and refuse to lose something.</summary>
    /// <param name="given">Options of the app.</param>
    /// <param name="isStrict">Whether what is missing or unknown is an error.</param>
    public static JsonSerializerOptions Guarded(JsonSerializerOptions given, bool isStrict)
    {
        // Payloads are never put into HTML as they are; what is not ASCII would take twice its room, and people could not read it.
        var options = new JsonSerializerOptions(given) { Encoder = given.Encoder ?? JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        var resolver = given.TypeInfoResolver ?? ByReflection();
        if (isStrict)
        {
            options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.RespectNullableAnnotations = true;
            options.RespectRequiredConstructorParameters = true;
            resolver = resolver?.WithAddedModifier(RequireAll);
        }

        options.TypeInfoResolver = resolver?.WithAddedModifier(JsonContractGuard.Guard);
        return options;
    }

    /// <summary>The same options, which refuse values that are declared as <see cref="object"/>.</summary>
    public static JsonSerializerOptions WithoutUntyped(JsonSerializerOptions options)
    {
        if (options.Converters.Any(static converter => converter.CanConvert(typeof(object))))
        {
            // The app knows what becomes of them.
            return options;
        }

        return new JsonSerializerOptions(options) { Converters = { new UntypedValueConverter() } };
    }

    /// <summary>Contracts by reflection; null where the app has switched that off.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "An app that is trimmed has it switched off.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "An app that is compiled ahead of time has it switched off.")]
    public static DefaultJsonTypeInfoResolver? ByReflection() => JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : null;

    // What this serializer wrote has every member, but those that it was told to leave out.
    private static void RequireAll(JsonTypeInfo contract)
    {
        if (contract.Kind == JsonTypeInfoKind.Object && contract.Options.DefaultIgnoreCondition == JsonIgnoreCondition.Never)
        {
            foreach (var member in contract.Properties)
            {
                if (member is { Get: not null, ShouldSerialize: null, IsExtensionData: false } && (member.Set ?? (object?)member.AssociatedParameter) is not null)
                {
                    member.IsRequired = true;
                }
            }
        }
    }
}
