using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Durable;

/// <summary>
/// Lets a value be written only by a contract that has all of it: as the type that it is, and with its fields. What is wrong with a type is
/// found once, with its contract; what is left for each value is the comparison of two types.
/// </summary>
internal static class JsonContractGuard
{
    public static void Guard(JsonTypeInfo contract)
    {
        if (contract.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var type = contract.Type;
        if (FindLoss(contract) is { } loss)
        {
            contract.OnSerializing = _ => throw new PayloadSerializationException(loss);
        }
        else if (contract.PolymorphismOptions is null && type is { IsSealed: false, IsValueType: false } && type != typeof(object))
        {
            var inner = contract.OnSerializing;
            contract.OnSerializing = value =>
            {
                if (value.GetType() != type)
                {
                    throw new PayloadSerializationException(NotItsOwnType(value.GetType(), contract));
                }

                inner?.Invoke(value);
            };
        }
    }

    // Members that JSON has no place for, though they hold what the value is.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A member that is trimmed away holds nothing that could be lost.")]
    private static string? FindLoss(JsonTypeInfo contract)
    {
        var type = contract.Type;
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public)
            .Where(field => !field.IsDefined(typeof(JsonIgnoreAttribute)) && !contract.Properties.Any(property => IsOf(property, field, contract.Options)))
            .Select(static field => field.Name)
            .ToList();
        return fields.Count > 0
            ? $"{type} has fields that these JSON options do not write: {Names(fields)}. Set IncludeFields, or make them properties; "
              + "[JsonIgnore] on a field says that it may be lost."
            : contract.Properties.Count == 0 && HasState(type)
                ? $"{type} has nothing that JSON writes: its state is in members that are not public. Give it public properties, or mark them with [JsonInclude]."
                : null;
    }

    private static bool IsOf(JsonPropertyInfo property, FieldInfo field, JsonSerializerOptions options) =>
        property.AttributeProvider is FieldInfo own
            ? own.Name == field.Name
            : property.Name == (options.PropertyNamingPolicy?.ConvertName(field.Name) ?? field.Name) || property.Name == field.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A member that is trimmed away holds nothing that could be lost.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A member that is trimmed away holds nothing that could be lost.")]
    private static bool HasState(Type type)
    {
        for (var each = type; each is not null && each != typeof(object); each = each.BaseType)
        {
            if (each.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A member that is trimmed away holds nothing that could be lost.")]
    private static string NotItsOwnType(Type actual, JsonTypeInfo declared)
    {
        var known = declared.Properties.Select(static property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lost = actual.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && !known.Contains(property.Name))
            .Select(static property => property.Name)
            .ToList();
        return $"A value of type {actual} is declared as {declared.Type} and would be written as one"
            + (lost.Count > 0 ? $", without {Names(lost)}" : "")
            + $". Declare {actual.Name}, or put [JsonDerivedType(typeof({actual.Name}), \"{actual.Name}\")] on {declared.Type.Name}.";
    }

    private static string Names(List<string> names) =>
        names.Count <= 5 ? string.Join(", ", names) : Invariant($"{string.Join(", ", names.Take(5))} and {names.Count - 5} more");
}
