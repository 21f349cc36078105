using System.Buffers;
using Microsoft.Extensions.Options;

namespace Durable.Storage;

/// <summary>Checks <see cref="DynamoDBStoreOptions"/>; every message names the option and what it takes.</summary>
public sealed class DynamoDBStoreOptionsValidator : IValidateOptions<DynamoDBStoreOptions>
{
    private static readonly SearchValues<char> TableNameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    private static readonly SearchValues<char> KeyPrefixCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/-");

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DynamoDBStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(DynamoDBStoreOptions options)
    {
        if (options.TableName is not { Length: >= 3 and <= 255 } || options.TableName.AsSpan().ContainsAnyExcept(TableNameCharacters))
        {
            yield return $"{Option(nameof(options.TableName))} is '{options.TableName}': set it to 3 to 255 of the characters a-z, A-Z, 0-9, '_', '.' and '-'.";
        }

        if (options.KeyPrefix is not { Length: <= 64 } || options.KeyPrefix.AsSpan().ContainsAnyExcept(KeyPrefixCharacters))
        {
            yield return $"{Option(nameof(options.KeyPrefix))} is '{options.KeyPrefix}': "
                + "set it to at most 64 of the characters a-z, A-Z, 0-9, '_', '.', ':', '/' and '-', or leave it empty.";
        }

        if (options.ServiceUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            yield return $"{Option(nameof(options.ServiceUrl))} is '{url}': set it to an address such as 'http://localhost:8000', or leave it out.";
        }

        if (options.Region is "" or { Length: > 64 })
        {
            yield return $"{Option(nameof(options.Region))} is '{options.Region}': set it to a region such as 'eu-central-1', or leave it out.";
        }

        if (options.Profile is "")
        {
            yield return $"{Option(nameof(options.Profile))} is empty: set it to a profile's name, or leave it out.";
        }

        if (options.MaxConnections is < 1 or > 10_000)
        {
            yield return Invariant($"{Option(nameof(options.MaxConnections))} is {options.MaxConnections}: set it from 1 to 10000.");
        }

        if (options.RequestTimeout < TimeSpan.FromMilliseconds(100) || options.RequestTimeout > TimeSpan.FromMinutes(1))
        {
            yield return $"{Option(nameof(options.RequestTimeout))} is {options.RequestTimeout}: set it from 100 ms to 1 minute.";
        }

        if (options.TailLimit is < 0 or > DynamoDBStoreOptions.MaxTailLimit)
        {
            yield return Invariant($"{Option(nameof(options.TailLimit))} is {options.TailLimit}: set it from 0 to {DynamoDBStoreOptions.MaxTailLimit}.");
        }

        if (options.CapacityCheckInterval is < 1 or > 1_000_000)
        {
            yield return Invariant($"{Option(nameof(options.CapacityCheckInterval))} is {options.CapacityCheckInterval}: set it from 1 to 1000000.");
        }

        if (options.HeadCacheBytes < 0)
        {
            yield return Invariant($"{Option(nameof(options.HeadCacheBytes))} is {options.HeadCacheBytes}: set it to 0 or more.");
        }
    }

    private static string Option(string name) => $"{nameof(DynamoDBStoreOptions)}.{name}";
}
