using System.Text.Json;
using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Core.Log.Records;

/// <summary>An update was accepted.</summary>
/// <param name="Update">The update.</param>
/// <param name="Timestamp">When.</param>
/// <param name="StartedAt">
/// For a step's completion: the attempt's START, recorded together with it because nobody had waited for it. Two history events, one record.
/// </param>
internal sealed record UpdateRecord(OperationUpdate Update, DateTimeOffset Timestamp, DateTimeOffset? StartedAt = null) : LogRecord(Timestamp)
{
    /// <summary>The START that is recorded with the completion.</summary>
    public OperationUpdate MergedStart => Update with
    {
        Action = OperationAction.Start,
        Payload = null,
        Error = null,
        Step = null,
    };

    /// <summary>Whether it says that the function has come on.</summary>
    public bool IsProgress => Update.Action is OperationAction.Succeed or OperationAction.Fail or OperationAction.Cancel;

    public override RecordData Data => new(Update.Payload, Update.Error);

    public static LogRecord? TryRead(in LogFields fields) =>
        fields.Type == 0 ? null : new UpdateRecord(ReadUpdate(fields), fields.Time, fields.BeginIfAny);

    public override LogRecord WithoutData() => Data is { IsEmpty: false } data
        ? this with { Update = Update with { Payload = data.ToMarks().Payload, Error = data.ToMarks().Error } }
        : this;

    public override void Write(LogRecordWriter writer)
    {
        var kind = OperationKind.Of(Update.Type);
        writer.Letters("u"u8, kind.Code ?? throw new InvalidOperationException($"{Update.Type} is not logged as an update."), LogCodes.Of(Update.Action));
        writer.Time("t"u8, Timestamp);
        writer.Text("i"u8, Update.Id);
        writer.Text("p"u8, Update.ParentId);
        writer.Text("y"u8, Update.SubType);
        writer.Text("n"u8, Update.Name);
        writer.Text("d"u8, Update.Payload);
        writer.Error(Update.Error);
        kind.WriteOptions(Update, writer);
        if (StartedAt is { } startedAt)
        {
            writer.Time("b"u8, startedAt);
        }

        if (Update.GiveUp is { } givenUp)
        {
            writer.Number("a"u8, givenUp.Call);
        }
    }

    public override void Apply(OperationLog log) => log.Fold(this);

    public override void AddTo(HistoryBuilder history)
    {
        var kind = OperationKind.Of(Update.Type);
        if (StartedAt is { } startedAt)
        {
            history.AddStarted(kind, history.Log.Apply(MergedStart, startedAt), startedAt);
        }

        var operation = history.Log.Apply(Update, Timestamp);
        if (Update.Action == OperationAction.Start)
        {
            history.AddStarted(kind, operation, Timestamp);
        }
        else
        {
            kind.AddToHistory(operation, this, history);
        }
    }

    public override void AddTo(InvocationTrail trail, bool hasChangedLog) => trail.NoteWork(Timestamp, IsProgress);

    private static OperationUpdate ReadUpdate(in LogFields fields)
    {
        var kind = OperationKind.OfCode(fields.Type) ?? throw new JsonException($"Unknown operation type '{(char)fields.Type}'.");
        var action = LogCodes.ActionOf(fields.Action) ?? throw new JsonException($"Unknown action '{(char)fields.Action}'.");
        var missing = action == OperationAction.GiveUp && fields.Ahead is not (>= 0 and <= int.MaxValue) ? "a call" : kind.FindMissing(action, fields);
        if (missing is not null)
        {
            throw new JsonException($"A {WireNames.Of(action)} of a {WireNames.Of(kind.Type)} without {missing}.");
        }

        var update = new OperationUpdate
        {
            Id = fields.RequireId("An update"),
            Type = kind.Type,
            Action = action,
            ParentId = fields.ParentId,
            SubType = fields.SubType,
            Name = fields.Name,
            Payload = fields.Payload,
            Error = fields.Error,
        };
        return action == OperationAction.GiveUp ? update with { GiveUp = new GiveUpOptions((int)fields.Ahead!) } : kind.ReadOptions(update, fields);
    }
}
