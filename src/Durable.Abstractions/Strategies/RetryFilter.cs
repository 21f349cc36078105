using System.Text.RegularExpressions;

namespace Durable;

internal sealed class RetryFilter
{
    // A pattern that backtracks without end must not hold up an execution's turn.
    private static readonly TimeSpan s_matchTimeout = TimeSpan.FromMilliseconds(100);

    private readonly Type[] _types;
    private readonly Regex[] _patterns;

    public RetryFilter(Type[]? types, string[]? patterns)
    {
        _types = types is null ? [] : [.. types];
        var wrong = Array.FindIndex(_types, static type => !typeof(Exception).IsAssignableFrom(type));
        if (wrong >= 0)
        {
            throw new ArgumentException($"'{_types[wrong]?.ToString() ?? "null"}' is not an exception type.", nameof(types));
        }

        _patterns = patterns is null
            ? []
            : Array.ConvertAll(patterns, static pattern => new Regex(pattern, RegexOptions.CultureInvariant, s_matchTimeout));
    }

    public bool Matches(Exception exception)
    {
        if (_types.Length == 0 && _patterns.Length == 0)
        {
            return true;
        }

        return Array.Exists(_types, type => type.IsInstanceOfType(exception))
            || Array.Exists(_patterns, pattern => IsMatch(pattern, Model.ExceptionGetters.MessageOf(exception)));
    }

    private static bool IsMatch(Regex pattern, string message)
    {
        try
        {
            return pattern.IsMatch(message);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
