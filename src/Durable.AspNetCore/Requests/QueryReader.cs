using System.Globalization;
using Durable.AspNetCore.Errors;
using Durable.Model;

namespace Durable.AspNetCore.Requests;

/// <summary>
/// Reads query parameters. A bad one ends the request with an error that names it. An empty one counts as absent, but for filters and labels:
/// there it is refused, because a variable that happens to be empty must not ask for everything.
/// </summary>
internal readonly struct QueryReader(IQueryCollection query)
{
    private const int MaxStatuses = 10;

    public string? Text(string name)
    {
        var values = query[name];
        return values.Count > 1
            ? throw WireException.Constraint(values.ToString(), Member(name), "Member must be given once")
            : values.ToString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>A filter or a label: absent, or not empty.</summary>
    public string? Value(string name) => query.ContainsKey(name) && Text(name) is null ? throw Empty(name) : Text(name);

    public bool Boolean(string name, bool fallback) => Text(name) switch
    {
        null => fallback,
        { } text when bool.TryParse(text, out var value) => value,
        { } text => throw WireException.Constraint(text, Member(name), "Member must be true or false"),
    };

    public int Integer(string name, int min, int max, int fallback)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            throw WireException.Constraint(text, Member(name), "Member must be an integer");
        }

        return value < min ? throw WireException.Constraint(text, Member(name), Invariant($"Member must have value greater than or equal to {min}"))
            : value > max ? throw WireException.Constraint(text, Member(name), Invariant($"Member must have value less than or equal to {max}"))
            : (int)value;
    }

    /// <summary>The page size: absent and 0 mean the default.</summary>
    public int PageSize() => Integer("MaxItems", 0, ExecutionQuery.MaxPageSize, 0) is > 0 and var size ? size : ExecutionQuery.DefaultPageSize;

    public DateTimeOffset? Timestamp(string name) => Value(name) is not { } text ? null
        : Timestamps.TryParse(text, out var value) ? value
        : throw WireException.Constraint(
            text,
            Member(name),
            "Member must be a time in ISO 8601, for example 2026-09-21T13:33:20Z, or in seconds since 1970, of which there are nine digits or more");

    public IReadOnlyList<ExecutionStatus> Statuses(string name)
    {
        var values = query[name];
        if (values.Count > MaxStatuses)
        {
            throw WireException.Constraint(values.ToString(), Member(name), $"Member must have length less than or equal to {MaxStatuses}");
        }

        var statuses = new List<ExecutionStatus>();
        foreach (var value in values)
        {
            statuses.Add(WireNames.TryParse<ExecutionStatus>(value ?? "", out var status)
                ? status
                : throw WireException.Constraint(
                    value ?? "",
                    Member(name),
                    $"Member must satisfy enum value set: [{string.Join(", ", Enum.GetValues<ExecutionStatus>().Select(WireNames.Of))}]"));
        }

        return statuses;
    }

    /// <summary>Tags, each a parameter of its own in the form <c>key=value</c>.</summary>
    public IReadOnlyDictionary<string, string> Tags(string name)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in query[name])
        {
            var separator = value?.IndexOf('=', StringComparison.Ordinal) ?? -1;
            if (separator < 1 || !tags.TryAdd(value![..separator], value[(separator + 1)..]))
            {
                throw WireException.Constraint(value ?? "", Member(name), "Member must be a key, '=' and a value, and each key must be given once");
            }
        }

        return tags;
    }

    private static WireException Empty(string name) => WireException.Constraint("", Member(name), "Member must have length greater than or equal to 1");

    private static string Member(string name) => $"{char.ToLowerInvariant(name[0])}{name.AsSpan(1)}";
}
