using Microsoft.Extensions.Options;

namespace Durable.Storage;

/// <summary>Checks <see cref="SqliteStoreOptions"/>; every message names the option and what it takes.</summary>
public sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(SqliteStoreOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            yield return $"{Option(nameof(options.Path))} is empty: set it to a file on a local disk, "
                + $"for example '{SqliteStoreOptions.DefaultPath}'.";
        }
        else if (options.Path == ":memory:" || options.Path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{Option(nameof(options.Path))} is '{options.Path}', which is not a file path: "
                + $"set it to a file on a local disk, or use {nameof(InMemoryCheckpointStore)}.";
        }
        else if (Directory.Exists(options.Path))
        {
            yield return $"{Option(nameof(options.Path))} is the directory '{options.Path}': add a file name to it.";
        }

        if (options.ServiceId is { } serviceId && !StoreOwner.IsValidServiceId(serviceId))
        {
            yield return $"{Option(nameof(options.ServiceId))} is '{serviceId}': set it to 1 to {StoreOwner.MaxServiceIdLength} printable characters.";
        }

        if (options.MaxGroupCommit is < 1 or > 100_000)
        {
            yield return Invariant($"{Option(nameof(options.MaxGroupCommit))} is {options.MaxGroupCommit}: set it from 1 to 100000.");
        }

        if (options.MaxGroupCommitBytes < 1)
        {
            yield return Invariant($"{Option(nameof(options.MaxGroupCommitBytes))} is {options.MaxGroupCommitBytes}: set it to at least 1.");
        }

        if (options.CacheBytes < 1024 * 1024)
        {
            yield return Invariant($"{Option(nameof(options.CacheBytes))} is {options.CacheBytes}: set it to at least 1048576 (1 MiB).");
        }

        if (options.CheckpointBytes < 64 * 1024)
        {
            yield return Invariant($"{Option(nameof(options.CheckpointBytes))} is {options.CheckpointBytes}: set it to at least 65536 (64 KiB).");
        }

        if (options.MaxDatabaseBytes is < 1024 * 1024)
        {
            yield return Invariant($"{Option(nameof(options.MaxDatabaseBytes))} is {options.MaxDatabaseBytes}: ")
                + "set it to at least 1048576 (1 MiB), or to null for no limit.";
        }

        if (options.BusyTimeout < TimeSpan.Zero || options.BusyTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{Option(nameof(options.BusyTimeout))} is {options.BusyTimeout}: set it from zero to 10 minutes.";
        }

        if (options.MaxIdleReaders is < 0 or > 1000)
        {
            yield return Invariant($"{Option(nameof(options.MaxIdleReaders))} is {options.MaxIdleReaders}: set it from 0 to 1000.");
        }
    }

    private static string Option(string name) => $"{nameof(SqliteStoreOptions)}.{name}";
}
