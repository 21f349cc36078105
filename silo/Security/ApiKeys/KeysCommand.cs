using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable.Silo.Security.ApiKeys;

/// <summary><c>durable-server keys new</c>: makes a key, and its entry for the file of keys.</summary>
internal static class KeysCommand
{
    private static readonly JsonSerializerOptions s_json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = "Whose key it is.", HelpName = "text", Required = true };
        name.Validators.Add(RequireName);
        var roles = new Option<string[]>("--role")
        {
            Description = "What it may do; repeat it to give several: viewer, operator, admin, callback, payloads.",
            HelpName = "role",
            Required = true,
        };
        roles.AcceptOnlyFromAmong([.. DurableHttpRoles.All]);
        var days = new Option<int?>("--days")
        {
            Description = "For how many days it is good. Default: until its entry is removed.",
            HelpName = "number",
        };
        days.Validators.Add(RequireDays);

        var create = new Command(
            "new",
            "Makes an API key. The first line of the output is the key, shown this once; the second is its entry for the file of --api-keys.")
        {
            name, roles, days,
        };
        create.SetAction(parsed => Write(parsed, parsed.GetRequiredValue(name), parsed.GetRequiredValue(roles), parsed.GetValue(days)));
        return new Command("keys", "API keys of the server.") { create };
    }

    private static void Write(ParseResult parsed, string name, string[] roles, int? days)
    {
        var key = ApiKey.Create();
        var entry = new ApiKeyEntry(
            name,
            Convert.ToHexStringLower(ApiKey.Hash(key)),
            [.. roles.Distinct(StringComparer.Ordinal)],
            days is { } good ? TimeProvider.System.GetUtcNow().AddDays(good) : null);
        var output = parsed.InvocationConfiguration.Output;
        output.WriteLine(key);
        output.WriteLine(JsonSerializer.Serialize(entry, s_json));
    }

    // A name that the server would refuse when it reads the entry.
    private static void RequireName(OptionResult option)
    {
        if (option.Tokens is [var token] && string.IsNullOrWhiteSpace(token.Value))
        {
            option.AddError("--name is empty: say whose key it is.");
        }
    }

    private static void RequireDays(OptionResult option)
    {
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var days) || days is < 1 or > 36500))
        {
            option.AddError($"--days {token.Value} is not a number of days from 1 to 36500.");
        }
    }
}
