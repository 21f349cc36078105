using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable.Grains;

/// <summary>
/// Keeps back what Orleans' resilience library says of each attempt of a call: more than a hundred entries at a silo's start, and errors for attempts that are
/// retried or that Orleans reports itself. Not where the host's own rules speak of it.
/// </summary>
internal sealed class QuietFrameworks : IPostConfigureOptions<LoggerFilterOptions>
{
    private const string Category = "Polly";

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        if (!options.Rules.Any(static rule => rule.CategoryName?.StartsWith(Category, StringComparison.OrdinalIgnoreCase) == true))
        {
            options.Rules.Add(new LoggerFilterRule(providerName: null, Category, LogLevel.Critical, filter: null));
        }
    }
}
