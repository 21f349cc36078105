using Durable.Model;

namespace Durable.Core.Log;

/// <summary>What functions and senders wrote in a record, or in a head.</summary>
/// <param name="Payload">An input or a result.</param>
/// <param name="Error">An error.</param>
internal readonly record struct RecordData(string? Payload, ErrorObject? Error)
{
    // Told from any other text by its reference, so that nothing that is stored can pass for it.
    private static readonly string s_mark = new('…', 1);

    public bool IsEmpty => Payload is null && Error is null;

    /// <summary>Marks in place of the data. Of an error its type remains, by which records are told apart.</summary>
    public RecordData ToMarks() => new(Mark(Payload), Error is null ? null : new ErrorObject { ErrorType = Error.ErrorType, ErrorMessage = s_mark });

    /// <summary>Characters of the data.</summary>
    public int Length => (Payload?.Length ?? 0)
        + (Error is null ? 0 : LengthOf(Error.ErrorType) + LengthOf(Error.ErrorMessage) + LengthOf(Error.ErrorData) + (Error.StackTrace?.Sum(LengthOf) ?? 0));

    /// <summary>Whether an event has marks, and so wants the data of its record.</summary>
    public static bool IsMarked(HistoryEventDetails details) => IsMark(details.Input?.Payload) || IsMark(details.Result?.Payload) || IsMark(details.Error?.Payload?.ErrorMessage);

    /// <summary>The event with the data of its record where it has marks.</summary>
    public HistoryEvent Fill(HistoryEvent one) => !IsMarked(one.Details) ? one : one with
    {
        Details = one.Details with
        {
            Input = IsMark(one.Details.Input?.Payload) ? new EventPayload(Payload, Truncated: false) : one.Details.Input,
            Result = IsMark(one.Details.Result?.Payload) ? new EventPayload(Payload, Truncated: false) : one.Details.Result,
            Error = IsMark(one.Details.Error?.Payload?.ErrorMessage) ? new EventError(Error, Truncated: false) : one.Details.Error,
        },
    };

    /// <summary>The event for a reader who does not want data: it tells where there was some.</summary>
    public static HistoryEvent LeaveOut(HistoryEvent one) => one.Details is { Input: null, Result: null, Error: null } ? one : one with
    {
        Details = one.Details with
        {
            Input = one.Details.Input is { Payload: not null } ? new EventPayload(Payload: null, Truncated: true) : one.Details.Input,
            Result = one.Details.Result is { Payload: not null } ? new EventPayload(Payload: null, Truncated: true) : one.Details.Result,
            Error = one.Details.Error is null ? null : new EventError(Payload: null, Truncated: true),
        },
    };

    private static string? Mark(string? text) => text is null ? null : s_mark;

    private static bool IsMark(string? text) => ReferenceEquals(text, s_mark);

    private static int LengthOf(string? text) => text?.Length ?? 0;
}
