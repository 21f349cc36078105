using Durable.Core.Log;
using Durable.Storage;
using Durable.Testing;
using Durable.Testing.Fuzzing;
using static Durable.Core.Tests.Fuzzing.Refusal;

namespace Durable.Core.Tests.Fuzzing;

public sealed class LogFuzzTests
{
    private const int Cases = 10_000;

    private static readonly ExecutionHead s_head = SampleHeads.New(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void The_samples_are_sound() => Assert.All(SampleLogs.All, static segment =>
    {
        Assert.Equal(segment, SampleLogs.Write(SampleLogs.Read(segment)));
        Assert.True(OperationLog.TryFold(Stored(segment), out _));
        Assert.NotEmpty(StoredHistory.Of(Stored(segment)));
    });

    [Fact]
    public Task Changed_records_are_damaged_or_others_that_are_written_as_they_are_read() => Fuzz.RunAsync(Cases, SampleLogs.All, static bytes =>
    {
        if (Refused(() => SampleLogs.Read(bytes), out var records))
        {
            return;
        }

        var written = SampleLogs.Write(records);

        Assert.Equal(written, SampleLogs.Write(SampleLogs.Read(written)));
    });

    [Fact]
    public Task A_changed_log_is_folded_or_said_to_be_damaged() => Fuzz.RunAsync(Cases, SampleLogs.All, static bytes =>
    {
        var isSound = OperationLog.TryFold(Stored(bytes), out var log);

        Assert.True(log.Count >= 0);
        Assert.False(isSound && Refused(() => SampleLogs.Read(bytes), out _));
    });

    [Fact]
    public Task The_history_of_a_changed_log_is_shown_or_said_to_be_damaged() => Fuzz.RunAsync(Cases, SampleLogs.All, static bytes =>
    {
        if (!Refused(() => StoredHistory.Of(Stored(bytes)), out var events))
        {
            Assert.Equal(Enumerable.Range(1, events.Count), events.Select(static e => (int)e.EventId));
        }
    });

    private static StoredExecution Stored(byte[] segment) => new(s_head, [segment]);
}
