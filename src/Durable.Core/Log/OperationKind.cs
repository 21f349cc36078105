using System.Text.Json;
using Durable.Core.Log.Records;
using Durable.Core.Operations;
using Durable.Core.Operations.Callbacks;
using Durable.Core.Operations.Contexts;
using Durable.Core.Operations.Invokes;
using Durable.Core.Operations.Steps;
using Durable.Model;

namespace Durable.Core.Log;

/// <summary>
/// A type of operations: which updates it takes and what they do to an operation, how they are written into the log and read back, and what the
/// history tells of them. A new type is a new class here and a line in the list.
/// </summary>
internal abstract class OperationKind
{
    // Longest time that an update may name.
    protected const int MaxDelaySeconds = 31_622_400;

    private static readonly OperationKind[] s_all =
        [new ExecutionKind(), new ContextKind(), new StepKind(), new Operations.Waits.WaitKind(), new CallbackKind(), new ChainedInvokeKind()];

    private static readonly OperationKind[] s_byType = [.. Enum.GetValues<OperationType>().Select(static type => s_all.Single(kind => kind.Type == type))];

    /// <summary>The type.</summary>
    public abstract OperationType Type { get; }

    /// <summary>Its letter in the log; null when it is not logged as an update.</summary>
    public abstract byte? Code { get; }

    /// <summary>Longest payload of an update, in UTF-8 bytes.</summary>
    public virtual int MaxPayloadBytes => DurableLimits.MaxOperationPayloadBytes;

    /// <summary>What an error calls the payload of an update.</summary>
    public virtual string PayloadText => $"{WireNames.Of(Type)} payload";

    /// <summary>The event of its start.</summary>
    public abstract HistoryEventType StartedEvent { get; }

    /// <summary>The kind of a type.</summary>
    public static OperationKind? Find(OperationType type) => (uint)type < (uint)s_byType.Length ? s_byType[(int)type] : null;

    /// <inheritdoc cref="Find"/>
    public static OperationKind Of(OperationType type) => s_byType[(int)type];

    /// <summary>The kind of a letter; null when no release that is known writes it.</summary>
    public static OperationKind? OfCode(byte code)
    {
        foreach (var kind in s_all)
        {
            if (kind.Code == code)
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>Whether an update may do this.</summary>
    public abstract bool Allows(OperationAction action);

    /// <summary>Whether this may follow the START in the same batch.</summary>
    public virtual bool MayFollowStart(OperationAction action) => false;

    /// <summary>The state after an update that keeps the rules.</summary>
    /// <exception cref="InvalidUpdateException">It is not allowed in the current state.</exception>
    public abstract Operation Apply(Operation? current, OperationUpdate update, DateTimeOffset now);

    /// <summary>The state after the durable clock has passed <see cref="Operation.DueAt"/>.</summary>
    public virtual Operation Elapse(Operation operation, DateTimeOffset now) => operation;

    /// <summary>Requires the options that the action needs, and no others.</summary>
    /// <exception cref="InvalidUpdateException">It has others.</exception>
    public void RequireOptions(OperationUpdate update)
    {
        var expected = update.Action == OperationAction.GiveUp ? typeof(GiveUpOptions) : OptionsOf(update.Action);
        var actual = update.Options?.GetType();
        if (actual != expected && !(actual is null && MayLackOptions))
        {
            throw new InvalidUpdateException(actual is null ? LackOf(expected!) : Unfit(actual), update.Id);
        }

        UpdateRules.Require(update.GiveUp is null or { Call: >= 0 }, "Invalid number of a call.", update);
        RequireRanges(update);
    }

    /// <summary>Writes what only this type has into the record of an update.</summary>
    public virtual void WriteOptions(OperationUpdate update, LogRecordWriter writer)
    {
    }

    /// <summary>What the record of an update lacks without which the engine could not take the operation up; null when nothing.</summary>
    public virtual string? FindMissing(OperationAction action, in LogFields fields) => null;

    /// <summary>Reads back what <see cref="WriteOptions"/> wrote.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    public virtual OperationUpdate ReadOptions(OperationUpdate update, in LogFields fields) => update;

    /// <summary>What the event of the start says.</summary>
    public virtual HistoryEventDetails StartedDetails(Operation operation, HistoryBuilder history) => new();

    /// <summary>Adds the event of an update that is no start.</summary>
    public virtual void AddToHistory(Operation operation, UpdateRecord record, HistoryBuilder history)
    {
    }

    /// <summary>Adds the event of the time that has passed for it.</summary>
    public virtual void AddElapsed(Operation operation, DateTimeOffset at, HistoryBuilder history)
    {
    }

    /// <summary>Which options an action needs; null for none.</summary>
    protected virtual Type? OptionsOf(OperationAction action) => null;

    /// <summary>Whether an action may do without its options.</summary>
    protected virtual bool MayLackOptions => false;

    /// <summary>What an error says of options that are missing.</summary>
    protected virtual string LackOf(Type options) => Unfit(options);

    /// <summary>Requires that the options are within their limits.</summary>
    protected virtual void RequireRanges(OperationUpdate update)
    {
    }

    /// <summary>A new operation.</summary>
    protected static Operation Create(OperationUpdate update, DateTimeOffset now, StepDetails? step = null) => new()
    {
        Id = update.Id,
        Type = update.Type,
        Status = OperationStatus.Started,
        SubType = update.SubType,
        Name = update.Name,
        ParentId = update.ParentId,
        StartTimestamp = now,
        Step = step,
    };

    private static string Unfit(Type options) => $"Invalid {options.Name} for the given action.";
}
