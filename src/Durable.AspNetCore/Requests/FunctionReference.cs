using System.Text.RegularExpressions;
using Durable.AspNetCore.Errors;

namespace Durable.AspNetCore.Requests;

/// <summary>How a caller names a function: <c>name</c>, <c>account:function:name</c> or an ARN, each with or without a qualifier.</summary>
internal sealed partial record FunctionReference(string Name, string? Qualifier)
{
    private const string Latest = "$LATEST";

    /// <summary>Reads the function of a request from its path and its query.</summary>
    /// <exception cref="WireException">The name has none of the forms, or there are two qualifiers that differ.</exception>
    public static FunctionReference Of(HttpContext context)
    {
        var text = (string)context.Request.RouteValues["functionName"]!;
        var match = AnyForm().Match(text);
        if (!match.Success || !ExecutionId.IsValidFunctionName(match.Groups["name"].Value))
        {
            throw WireException.Constraint(
                text, "functionName", $"Member must be a function name of 1 to {ExecutionId.MaxFunctionNameLength} of a-z, A-Z, 0-9, '-' and '_', or a function's ARN");
        }

        var inPath = match.Groups["qualifier"] is { Success: true } group ? group.Value : null;
        var inQuery = new QueryReader(context.Request.Query).Text("Qualifier");
        if (inPath is not null && inQuery is not null && inPath != inQuery)
        {
            throw WireException.Constraint(inQuery, "qualifier", $"Member must be the qualifier in the function name, '{inPath}', or be left out");
        }

        return new FunctionReference(match.Groups["name"].Value, inPath ?? inQuery);
    }

    /// <summary>Refuses to start anything but the version that is registered, rather than to start another one than was asked for.</summary>
    public void RequireLatest()
    {
        if (Qualifier is not (null or Latest))
        {
            throw new WireException(
                WireErrorCode.InvalidParameterValue,
                $"Versions and aliases cannot be started yet: leave the qualifier '{Qualifier}' out, or say {Latest}, to start '{Name}' as it is registered.");
        }
    }

    [GeneratedRegex(
        "^((arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:)?[0-9]{12}:function:)?(?<name>[^:/]+)(:(?<qualifier>[a-zA-Z0-9$._-]+))?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnyForm();
}
