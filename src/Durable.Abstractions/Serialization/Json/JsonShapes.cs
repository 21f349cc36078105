using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Durable;

/// <summary>
/// Tells types whose values JSON gives back as they were from those where that must be tried: walks the contracts once for each type.
/// </summary>
internal sealed class JsonShapes(JsonSerializerOptions options)
{
    // Nobody records this many types in one value; a graph that large is tried rather than walked.
    private const int MaxTypes = 1000;

    private readonly ConcurrentDictionary<Type, JsonShape> _shapes = new();

    public JsonShape Of(Type type) => _shapes.TryGetValue(type, out var shape) ? shape : _shapes.GetOrAdd(type, Walk(type));

    private JsonShape Walk(Type root)
    {
        bool mayLose = false, hasUntyped = false, hasUnordered = false;
        HashSet<Type> seen = [];
        Stack<Type> left = new([root]);
        while (left.TryPop(out var type))
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (!seen.Add(type))
            {
                continue;
            }

            if (type == typeof(object))
            {
                hasUntyped = true;
                continue;
            }

            if (seen.Count > MaxTypes || Find(type) is not { } contract)
            {
                return new JsonShape(MayLose: true, hasUntyped, hasUnordered);
            }

            switch (contract.Kind)
            {
                case JsonTypeInfoKind.Object:
                    var isOnlyRead = false;
                    foreach (var property in contract.Properties.Where(static property => property.Get is not null && !property.IsExtensionData))
                    {
                        isOnlyRead |= !IsKept(property);
                        mayLose |= IsForeign(property.CustomConverter);
                        left.Push(property.PropertyType);
                    }

                    // What is computed from members that are read back is read back with them.
                    mayLose |= isOnlyRead && HasStateOfItsOwn(contract);

                    foreach (var derived in contract.PolymorphismOptions?.DerivedTypes ?? [])
                    {
                        left.Push(derived.DerivedType);
                    }

                    break;
                case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                    hasUnordered |= HasNoOrder(type);
                    mayLose |= !type.IsArray && (type.Assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) != true || type.Name.Contains("Stack", StringComparison.Ordinal));
                    left.Push(contract.ElementType ?? typeof(object));
                    break;
                default:
                    mayLose |= IsForeign(contract.Converter);
                    break;
            }
        }

        return new JsonShape(mayLose, hasUntyped, hasUnordered);
    }

    // What has no contract fails in the serializer, which says so better.
    private JsonTypeInfo? Find(Type type)
    {
        try
        {
            return options.TryGetTypeInfo(type, out var contract) ? contract : null;
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsKept(JsonPropertyInfo property) => property.Set is not null || property.AssociatedParameter is not null;

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A member that is trimmed away holds nothing that could be lost.")]
    private static bool HasStateOfItsOwn(JsonTypeInfo contract)
    {
        var kept = contract.Properties.Where(IsKept).Select(static property => (property.AttributeProvider as MemberInfo)?.Name ?? property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var type = contract.Type; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!kept.Contains(AutoPropertyOf(field) ?? field.Name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The compiler keeps the property Name in a field that it calls <Name>k__BackingField.
    private static string? AutoPropertyOf(FieldInfo field) =>
        field.Name[0] == '<' && field.Name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? field.Name[1..end] : null;

    private static bool IsForeign(JsonConverter? converter) =>
        converter is not null && converter.GetType().Assembly != typeof(JsonSerializer).Assembly && converter.GetType().Assembly != typeof(JsonShapes).Assembly;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A set whose interface is trimmed away is compared as a list, which refuses more.")]
    private static bool HasNoOrder(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ISet<>) || type.GetGenericTypeDefinition() == typeof(IReadOnlySet<>)
            || type.GetGenericTypeDefinition() == typeof(ConcurrentBag<>)
            || type.GetInterfaces().Any(static face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ISet<>)));
}
