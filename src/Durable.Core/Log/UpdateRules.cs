using System.Text;
using System.Text.Json;
using Durable.Model;

namespace Durable.Core.Log;

/// <summary>The rules that an update must keep whatever its operation's state is (durable-model 1.7, 1.8).</summary>
internal static class UpdateRules
{
    /// <summary>Longest time that an update may name.</summary>
    public const int MaxCallbackSeconds = 99_999_999;

    /// <summary>Rules over the updates of one batch.</summary>
    public static void RequireValidBatch(IReadOnlyList<OperationUpdate> batch)
    {
        var seen = new Dictionary<string, OperationUpdate>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            var update = batch[i];
            if (update.Type == OperationType.Execution)
            {
                RequireOnlyAndLast(batch, i);
                continue;
            }

            if (seen.TryGetValue(update.Id, out var earlier) && !MayFollowInBatch(earlier, update))
            {
                throw new InvalidUpdateException("Cannot update the same operation twice in a single request.", update.Id);
            }

            seen[update.Id] = update;
        }
    }

    /// <summary>Rules over one update on its own.</summary>
    public static void RequireValid(OperationUpdate update)
    {
        Require(NameRules.IsOperationId(update.Id), "Invalid operation id.", update);
        Require(update.ParentId is null || NameRules.IsOperationId(update.ParentId), "Invalid parent operation id.", update);
        Require(update.Name is null || NameRules.IsOperationName(update.Name), "Invalid operation name: use 1 to 256 printable ASCII characters.", update);
        Require(
            update.SubType is null || NameRules.IsSubType(update.SubType),
            "Invalid operation subtype: use 1 to 32 of the characters a-z, A-Z, 0-9, '-' and '_'.",
            update);
        var kind = OperationKind.Find(update.Type) ?? throw new InvalidUpdateException("Unknown operation type.", update.Id);
        Require(kind.Allows(update.Action), "Invalid action for the given operation type.", update);
        kind.RequireOptions(update);
        RequireOutcome(update);
        RequireSize(update, kind);
    }

    /// <summary>Rejects an update that breaks a rule.</summary>
    /// <exception cref="InvalidUpdateException">It does.</exception>
    public static void Require(bool condition, string rule, OperationUpdate update)
    {
        if (!condition)
        {
            throw new InvalidUpdateException(rule, update.Id);
        }
    }

    private static void RequireOutcome(OperationUpdate update)
    {
        Require(update.Action != OperationAction.Succeed || update.Error is null, "Cannot provide an Error for SUCCEED action.", update);
        Require(update.Action != OperationAction.Fail || update.Payload is null, "Cannot provide a Payload for FAIL action.", update);
        Require(
            update.Action != OperationAction.Retry || update.Error is null || update.Payload is null,
            "Cannot provide both error and payload to RETRY a STEP.",
            update);
    }

    private static void RequireSize(OperationUpdate update, OperationKind kind)
    {
        // A UTF-16 unit is at most three UTF-8 bytes, so most payloads are cleared without being measured.
        if (update.Payload is { } payload
            && (long)payload.Length * 3 > kind.MaxPayloadBytes
            && Encoding.UTF8.GetByteCount(payload) > kind.MaxPayloadBytes)
        {
            throw new InvalidUpdateException(
                Invariant($"{kind.PayloadText} size must be less than or equal to {kind.MaxPayloadBytes} bytes."), update.Id);
        }

        if (update.Error is { } error && JsonSerializer.SerializeToUtf8Bytes(error, ErrorObjectJsonContext.Default.ErrorObject).Length >= DurableLimits.MaxErrorBytes)
        {
            throw new InvalidUpdateException($"Error object size must be less than {DurableLimits.MaxErrorBytes} bytes.", update.Id);
        }
    }

    private static bool MayFollowInBatch(OperationUpdate earlier, OperationUpdate later) =>
        earlier.Action == OperationAction.Start && OperationKind.Find(later.Type)?.MayFollowStart(later.Action) == true;

    private static void RequireOnlyAndLast(IReadOnlyList<OperationUpdate> batch, int index)
    {
        if (batch.Count(static update => update.Type == OperationType.Execution) > 1)
        {
            throw new InvalidUpdateException("Cannot checkpoint multiple EXECUTION updates.");
        }

        if (index != batch.Count - 1)
        {
            throw new InvalidUpdateException("EXECUTION checkpoint must be the last update.");
        }
    }
}
