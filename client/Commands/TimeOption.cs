using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Durable.CommandLine.Commands;

/// <summary>An option that is a time in ISO 8601; UTC unless it says otherwise.</summary>
internal static class TimeOption
{
    private static readonly string[] s_forms = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];

    public static Option<string?> Create(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "time" };
        option.Validators.Add(RequireTime);
        return option;
    }

    public static DateTimeOffset? Read(string? text) => DateTimeOffset.TryParseExact(
        text, s_forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static void RequireTime(OptionResult option)
    {
        if (option.Tokens is [var token] && Read(token.Value) is null)
        {
            option.AddError($"{option.Option.Name} '{token.Value}' is not a time in ISO 8601, such as 2026-09-21T06:00:00Z or 2026-09-21.");
        }
    }
}
