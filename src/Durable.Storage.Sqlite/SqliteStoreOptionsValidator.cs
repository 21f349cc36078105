using Microsoft.Extensions.Options;

namespace Durable.Storage;

/// <summary>Checks <see cref="SqliteStoreOptions"/>; every message names the option and says what to set it to.</summary>
public sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    private const long MiB = 1024 * 1024;
    private const long LeastCheckpointBytes = 64 * 1024;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var checks = new OptionChecks(nameof(SqliteStoreOptions));
        CheckPath(checks, options.Path);
        checks.Require(
            options.ServiceId is null || StoreOwner.IsValidServiceId(options.ServiceId),
            nameof(options.ServiceId),
            options.ServiceId,
            Invariant($"1 to {StoreOwner.MaxServiceIdLength} printable characters"));
        checks.RequireRange(nameof(options.MaxGroupCommit), options.MaxGroupCommit, 1, 100_000);
        checks.RequireAtLeast(nameof(options.MaxGroupCommitBytes), options.MaxGroupCommitBytes, 1);
        checks.Require(options.CacheBytes >= MiB, nameof(options.CacheBytes), options.CacheBytes, Invariant($"at least {MiB} (1 MiB)"));
        checks.Require(
            options.CheckpointBytes >= LeastCheckpointBytes,
            nameof(options.CheckpointBytes),
            options.CheckpointBytes,
            Invariant($"at least {LeastCheckpointBytes} (64 KiB)"));
        checks.Require(
            options.MaxDatabaseBytes is null or >= MiB,
            nameof(options.MaxDatabaseBytes),
            options.MaxDatabaseBytes,
            Invariant($"at least {MiB} (1 MiB), or to null for no limit"));
        checks.RequireRange(nameof(options.BusyTimeout), options.BusyTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10), "zero to 10 minutes");
        checks.RequireRange(nameof(options.MaxIdleReaders), options.MaxIdleReaders, 0, 1000);
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }

    private static void CheckPath(OptionChecks checks, string path)
    {
        const string Option = nameof(SqliteStoreOptions.Path);
        if (path == ":memory:" || path?.StartsWith("file:", StringComparison.OrdinalIgnoreCase) == true)
        {
            checks.Reject(Option, $"is '{path}', which is not a file path: set it to a file on a local disk, or use {nameof(InMemoryCheckpointStore)}.");
        }
        else if (Directory.Exists(path))
        {
            checks.Reject(Option, $"is the directory '{path}': add a file name to it.");
        }
        else
        {
            checks.Require(
                !string.IsNullOrWhiteSpace(path), Option, path, $"a file on a local disk, for example '{SqliteStoreOptions.DefaultPath}'");
        }
    }
}
