using System.Buffers;
using Microsoft.Extensions.Options;

namespace Durable.Storage;

/// <summary>Checks <see cref="DynamoDBStoreOptions"/>; every message names the option and says what to set it to.</summary>
public sealed class DynamoDBStoreOptionsValidator : IValidateOptions<DynamoDBStoreOptions>
{
    private static readonly SearchValues<char> s_tableNameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    private static readonly SearchValues<char> s_keyPrefixCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/-");

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DynamoDBStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var checks = new OptionChecks(nameof(DynamoDBStoreOptions));
        checks.Require(
            options.TableName is { Length: >= 3 and <= 255 } && !options.TableName.AsSpan().ContainsAnyExcept(s_tableNameCharacters),
            nameof(options.TableName),
            options.TableName,
            "3 to 255 of the characters a-z, A-Z, 0-9, '_', '.' and '-'");
        checks.Require(
            options.KeyPrefix is { Length: <= 64 } && !options.KeyPrefix.AsSpan().ContainsAnyExcept(s_keyPrefixCharacters),
            nameof(options.KeyPrefix),
            options.KeyPrefix,
            "at most 64 of the characters a-z, A-Z, 0-9, '_', '.', ':', '/' and '-', or leave it empty");
        checks.Require(
            options.ServiceUrl is null || (Uri.TryCreate(options.ServiceUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
            nameof(options.ServiceUrl),
            options.ServiceUrl,
            "an address such as 'http://localhost:8000', or leave it out");
        checks.Require(
            options.Region is null or { Length: >= 1 and <= 64 }, nameof(options.Region), options.Region, "a region such as 'eu-central-1', or leave it out");
        checks.Require(options.Profile is not "", nameof(options.Profile), options.Profile, "a profile's name, or leave it out");
        checks.RequireRange(nameof(options.MaxConnections), options.MaxConnections, 1, 10_000);
        checks.RequireRange(
            nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), "100 ms to 1 minute");
        checks.RequireRange(nameof(options.TailLimit), options.TailLimit, 0, DynamoDBStoreOptions.MaxTailLimit);
        checks.RequireRange(nameof(options.CapacityCheckInterval), options.CapacityCheckInterval, 1, 1_000_000);
        checks.RequireAtLeast(nameof(options.HeadCacheBytes), options.HeadCacheBytes, 0);
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }
}
