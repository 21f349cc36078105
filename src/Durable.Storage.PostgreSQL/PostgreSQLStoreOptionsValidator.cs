using Microsoft.Extensions.Options;
using Npgsql;

namespace Durable.Storage;

/// <summary>Checks <see cref="PostgreSQLStoreOptions"/>; every message names the option and says what to set it to.</summary>
public sealed class PostgreSQLStoreOptionsValidator : IValidateOptions<PostgreSQLStoreOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PostgreSQLStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var checks = new OptionChecks(nameof(PostgreSQLStoreOptions));
        CheckConnectionString(checks, options.ConnectionString);
        checks.Require(
            SchemaName.IsValid(options.Schema),
            nameof(options.Schema),
            options.Schema,
            SchemaName.Rule);
        checks.RequireRange(nameof(options.Writers), options.Writers, 1, 16);
        checks.RequireRange(nameof(options.MaxGroupCommit), options.MaxGroupCommit, 1, 4096);
        checks.RequireAtLeast(nameof(options.MaxGroupCommitBytes), options.MaxGroupCommitBytes, 1);
        checks.Require(Enum.IsDefined(options.Pooler), nameof(options.Pooler), options.Pooler, "None or Transaction");
        checks.RequireRange(
            nameof(options.StatementTimeout), options.StatementTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10), "100 ms to 10 minutes");
        checks.RequireRange(nameof(options.StartsInterval), options.StartsInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), "100 ms to 1 hour");
        checks.RequireRange(nameof(options.HealthInterval), options.HealthInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "1 second to 1 hour");
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }

    // A connection string has a password: it is never shown.
    private static void CheckConnectionString(OptionChecks checks, string? text)
    {
        const string Option = nameof(PostgreSQLStoreOptions.ConnectionString);
        try
        {
            if (text is not null && string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host))
            {
                checks.Reject(Option, "names no host: set it to a text such as 'Host=localhost;Database=orders;Username=durable'.");
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            checks.Reject(Option, "is not a connection string of Npgsql: set it to a text such as 'Host=localhost;Database=orders;Username=durable'.");
        }
    }
}
