using System.Text;

namespace Durable.Model;

/// <summary>Names of statuses, types and actions as JSON has them: <c>TimedOut</c> is <c>TIMED_OUT</c>.</summary>
public static class WireNames
{
    /// <summary>The wire name of an enum member.</summary>
    /// <typeparam name="TEnum">A status, type or action.</typeparam>
    /// <param name="value">The member.</param>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ToWire[value];

    /// <summary>Reads a wire name, whatever its case.</summary>
    /// <typeparam name="TEnum">A status, type or action.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="value">The member, when the name is known.</param>
    public static bool TryParse<TEnum>(string name, out TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.FromWire.TryGetValue(name, out value);

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> ToWire =
            Enum.GetValues<TEnum>().ToDictionary(static value => value, static value => UpperSnakeCase(value.ToString()));

        public static readonly Dictionary<string, TEnum> FromWire =
            ToWire.ToDictionary(static pair => pair.Value, static pair => pair.Key, StringComparer.OrdinalIgnoreCase);
    }

    private static string UpperSnakeCase(string pascalCase)
    {
        var text = new StringBuilder(pascalCase.Length + 4);
        foreach (var character in pascalCase)
        {
            if (char.IsUpper(character) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(character));
        }

        return text.ToString();
    }
}
