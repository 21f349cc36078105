using Durable.Silo.Demo.Journal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Server.Tests.Demo;

public sealed class StepJournalTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-demo-");

    private string JournalPath => Path.Combine(_directory.FullName, StepJournal.FileName);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task What_is_recorded_can_be_read_while_the_journal_is_open()
    {
        await using var journal = StepJournal.Open(JournalPath, TimeProvider.System);
        await journal.RecordAsync(new Execution("mine"), new Step("1-1", 1), "check", CancellationToken.None);
        await journal.RecordAsync(new Execution("other"), new Step("1-1", 1), "check", CancellationToken.None);
        var reader = new JournalReader(JournalPath, "mine");

        Assert.Equal([new JournalEntry("mine", "1-1", 1, "check")], reader.Read().Select(static run => run.Entry));

        await journal.RecordAsync(new Execution("mine"), new Step("1-2", 3), "score", CancellationToken.None);
        Assert.Equal(new JournalEntry("mine", "1-2", 3, "score"), reader.Read()[^1].Entry);
        Assert.Equal(2, reader.Read().Count);
    }

    [Fact]
    public async Task A_line_that_was_cut_off_by_a_kill_does_not_count_and_harms_no_other()
    {
        await RecordAsync("1-1");
        await File.AppendAllTextAsync(JournalPath, "mine\t1-2\t1\tch");
        await RecordAsync("1-3");

        var runs = new JournalReader(JournalPath, "mine").Read();

        Assert.Equal(["1-1", "1-3"], runs.Select(static run => run.Entry.OperationId));
        Assert.True(runs[0].Session.StartedAt < runs[1].Session.StartedAt);
    }

    [Fact]
    public async Task Bodies_that_begin_together_are_all_recorded()
    {
        await using (var journal = StepJournal.Open(JournalPath, TimeProvider.System))
        {
            await Task.WhenAll(Enumerable.Range(1, 1000).Select(
                i => journal.RecordAsync(new Execution("mine"), new Step($"1-{i}", 1), "check", CancellationToken.None)));
        }

        Assert.Equal(1000, new JournalReader(JournalPath, "mine").Read().Select(static run => run.Entry.OperationId).Distinct().Count());
    }

    private async Task RecordAsync(string operationId)
    {
        await using var journal = StepJournal.Open(JournalPath, TimeProvider.System);
        await journal.RecordAsync(new Execution("mine"), new Step(operationId, 1), "check", CancellationToken.None);
    }

    private sealed record Execution(string DurableExecutionArn) : IExecutionContext
    {
        public ExecutionId ExecutionId => new("earthquake-report", "demo-1");

        public string? TenantId => null;
    }

    private sealed record Step(string OperationId, int AttemptNumber) : IStepContext
    {
        public IServiceProvider Services => throw new NotSupportedException();

        public ILogger Logger => NullLogger.Instance;

        public string EffectId => OperationId;

        public string AttemptId => $"{OperationId}/{AttemptNumber}";
    }
}
