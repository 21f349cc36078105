using System.Text;
using System.Text.Json;
using Durable.Model;

namespace Durable.Core.Log;

/// <summary>The rules that an update must keep whatever its operation's state is (durable-model 1.7, 1.8).</summary>
internal static class UpdateRules
{
    /// <summary>Longest time that an update may name.</summary>
    public const int MaxCallbackSeconds = 99_999_999;

    private const int MaxDelaySeconds = 31_622_400;
    private const int MaxSubTypeLength = 32;
    private const int MaxIdLength = 64;

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
        Require(IsId(update.Id), "Invalid operation id.", update);
        Require(update.ParentId is null || IsId(update.ParentId), "Invalid parent operation id.", update);
        Require(update.Name is null || IsName(update.Name), "Invalid operation name: use 1 to 256 printable ASCII characters.", update);
        Require(
            update.SubType is null || (update.SubType.Length is >= 1 and <= MaxSubTypeLength && !update.SubType.AsSpan().ContainsAnyExcept(NameCharacters.All)),
            "Invalid operation subtype: use 1 to 32 of the characters a-z, A-Z, 0-9, '-' and '_'.",
            update);
        Require(Enum.IsDefined(update.Type), "Unknown operation type.", update);
        Require(IsLegal(update.Type, update.Action), "Invalid action for the given operation type.", update);
        RequireOptions(update);
        RequireOutcome(update);
        RequireSize(update);
    }

    private static void RequireOptions(OperationUpdate update)
    {
        var retries = update is { Type: OperationType.Step, Action: OperationAction.Retry };
        Require(retries == update.Step is not null, "Invalid StepOptions for the given action.", update);
        Require(update.Step is null or { NextAttemptDelaySeconds: >= 1 and <= MaxDelaySeconds }, "NextAttemptDelaySeconds must be 1 to 31622400.", update);
        Require(
            update is not { Type: OperationType.Wait, Action: OperationAction.Start } || update.Wait is not null,
            "Update for WAIT operation requires WaitOptions.",
            update);
        Require(update.Wait is null or { WaitSeconds: >= 1 and <= MaxDelaySeconds }, "WaitSeconds must be 1 to 31622400.", update);
        Require(update.Callback is null or { TimeoutSeconds: null or (>= 1 and <= MaxCallbackSeconds) }, "TimeoutSeconds must be 1 to 99999999.", update);
        Require(update.Callback is null or { HeartbeatSeconds: null or (>= 1 and <= MaxCallbackSeconds) }, "HeartbeatTimeoutSeconds must be 1 to 99999999.", update);
        Require(
            (update is { Type: OperationType.Callback, Action: OperationAction.Start }) == update.Callback is not null,
            "Invalid CallbackOptions for the given action.",
            update);
        Require(
            (update is { Type: OperationType.ChainedInvoke, Action: OperationAction.Start }) == update.ChainedInvoke is not null,
            "Invalid ChainedInvokeOptions for the given action.",
            update);
        Require(update.ChainedInvoke is not { } invoke || IsInvocable(invoke), "Invalid ChainedInvokeOptions.", update);
    }

    private static void RequireOutcome(OperationUpdate update)
    {
        Require((update.Action == OperationAction.GiveUp) == update.GiveUp is { Call: >= 0 }, "Invalid number of a call.", update);
        Require(update.Action != OperationAction.Succeed || update.Error is null, "Cannot provide an Error for SUCCEED action.", update);
        Require(update.Action != OperationAction.Fail || update.Payload is null, "Cannot provide a Payload for FAIL action.", update);
        Require(
            update.Action != OperationAction.Retry || update.Error is null || update.Payload is null,
            "Cannot provide both error and payload to RETRY a STEP.",
            update);
    }

    private static void RequireSize(OperationUpdate update)
    {
        if (update.Payload is { } payload)
        {
            var limit = update.Type switch
            {
                OperationType.Execution => DurableLimits.MaxExecutionPayloadBytes,
                OperationType.ChainedInvoke => DurableLimits.MaxInvokePayloadBytes,
                _ => DurableLimits.MaxOperationPayloadBytes,
            };

            // A UTF-16 unit is at most three UTF-8 bytes, so most payloads are cleared without being measured.
            if ((long)payload.Length * 3 > limit && Encoding.UTF8.GetByteCount(payload) > limit)
            {
                throw new InvalidUpdateException(
                    update.Type switch
                    {
                        OperationType.Execution => Invariant($"Execution output payload size must be less than or equal to {limit} bytes."),
                        OperationType.ChainedInvoke => Invariant($"CHAINED_INVOKE input payload size must be less than or equal to {limit} bytes."),
                        _ => Invariant($"{WireNames.Of(update.Type)} payload size must be less than or equal to {limit} bytes."),
                    },
                    update.Id);
            }
        }

        if (update.Error is { } error && JsonSerializer.SerializeToUtf8Bytes(error, LogJsonContext.Default.ErrorObject).Length >= DurableLimits.MaxErrorBytes)
        {
            throw new InvalidUpdateException($"Error object size must be less than {DurableLimits.MaxErrorBytes} bytes.", update.Id);
        }
    }

    private static bool IsLegal(OperationType type, OperationAction action) => type switch
    {
        OperationType.Execution => action is OperationAction.Succeed or OperationAction.Fail,
        OperationType.Context => action is OperationAction.Start or OperationAction.Succeed or OperationAction.Fail,
        OperationType.Step =>
            action is OperationAction.Start or OperationAction.Succeed or OperationAction.Fail or OperationAction.Retry or OperationAction.Lose,
        OperationType.Wait => action is OperationAction.Start or OperationAction.Cancel or OperationAction.GiveUp,
        OperationType.Callback or OperationType.ChainedInvoke => action is OperationAction.Start or OperationAction.GiveUp,
        _ => false,
    };

    private static bool MayFollowInBatch(OperationUpdate earlier, OperationUpdate later) =>
        earlier.Action == OperationAction.Start
        && later.Type switch
        {
            OperationType.Step => later.Action is OperationAction.Succeed or OperationAction.Fail or OperationAction.Retry,
            OperationType.Context => later.Action is OperationAction.Succeed or OperationAction.Fail,
            _ => false,
        };

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

    private static bool IsInvocable(ChainedInvokeOptions invoke) =>
        ExecutionId.IsValidFunctionName(invoke.FunctionName)
        && ExecutionId.IsValidName(invoke.ExecutionName)
        && (invoke.TenantId is null || IsTenantId(invoke.TenantId))
        && Enum.IsDefined(invoke.ParentClosePolicy);

    private static bool IsTenantId(string id) =>
        id.Length is >= 1 and <= DurableLimits.MaxTenantIdLength && !id.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static bool IsId(string id) => id.Length is >= 1 and <= MaxIdLength && !id.AsSpan().ContainsAnyExcept(NameCharacters.All);

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= DurableLimits.MaxOperationNameLength && !name.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static void Require(bool condition, string rule, OperationUpdate update)
    {
        if (!condition)
        {
            throw new InvalidUpdateException(rule, update.Id);
        }
    }
}
