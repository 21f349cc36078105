using System.Text.Json;
using Durable.Core.Log.Records;
using Durable.Storage;

namespace Durable.Core.Log;

/// <summary>Reads what <see cref="LogRecordWriter"/> wrote. Damaged bytes give an error that says where, never a wrong record.</summary>
internal static class LogRecordReader
{
    /// <summary>Reads the whole log of an execution.</summary>
    /// <param name="stored">The execution.</param>
    /// <param name="accept">Called with each record, in order.</param>
    /// <exception cref="CheckpointStoreException">The log is damaged, or whoever takes the records finds that they contradict each other.</exception>
    public static void Read(StoredExecution stored, Action<LogRecord> accept)
    {
        foreach (var segment in stored.Segments)
        {
            Read(stored.Head.Id, segment.Span, accept);
        }
    }

    /// <summary>Reads the next segment of a log.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="segment">The bytes.</param>
    /// <param name="accept">Called with each record, in order.</param>
    /// <exception cref="CheckpointStoreException">The segment is damaged, or whoever takes the records finds that they contradict each other.</exception>
    public static void Read(ExecutionId id, ReadOnlySpan<byte> segment, Action<LogRecord> accept)
    {
        try
        {
            Read(segment, accept);
        }
        catch (InvalidUpdateException exception)
        {
            throw new CheckpointStoreException(StoreFailure.Fatal, $"The log of '{id}' contradicts itself: {exception.Message}", exception);
        }
    }

    /// <summary>Reads all records of one segment.</summary>
    /// <param name="segment">The bytes.</param>
    /// <param name="accept">Called with each record, in order.</param>
    /// <exception cref="CheckpointStoreException">The bytes are not a segment of this format.</exception>
    public static void Read(ReadOnlySpan<byte> segment, Action<LogRecord> accept)
    {
        var reader = new Utf8JsonReader(segment, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                accept(ReadRecord(ref reader));
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal, Invariant($"A log segment is damaged at byte {reader.TokenStartIndex} of {segment.Length}: {exception.Message}"), exception);
        }
    }

    private static LogRecord ReadRecord(ref Utf8JsonReader reader)
    {
        var fields = default(LogFields);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"Expected a record, found {reader.TokenType}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan.Length == 1 ? reader.ValueSpan[0] : (byte)0;
            reader.Read();
            fields.Set(name, ref reader);
        }

        // Each knows its own by a letter that no other before it has.
        return UpdateRecord.TryRead(fields)
            ?? CallbackRecord.TryRead(fields)
            ?? InvokeDeliveredRecord.TryRead(fields)
            ?? InvokeEndedRecord.TryRead(fields)
            ?? CallbackDeadlineRecord.TryRead(fields)
            ?? WatermarkRecord.TryRead(fields)
            ?? WatermarkPlaceRecord.TryRead(fields)
            ?? InvocationStartedRecord.TryRead(fields)
            ?? InvocationCompletedRecord.TryRead(fields)
            ?? ExecutionClosedRecord.TryRead(fields)
            ?? throw new JsonException("A record of an unknown kind. It may have been written by a later release.");
    }
}
