namespace Durable.Model;

/// <summary>A field that has one value, of one of several types, behind properties that have a type each.</summary>
internal static class OneOf
{
    /// <summary>The field once a property is set: null takes away a value of its own type, and no other.</summary>
    public static object? With<T>(object? current, T? value)
        where T : class => value ?? (current is T ? null : current);
}
