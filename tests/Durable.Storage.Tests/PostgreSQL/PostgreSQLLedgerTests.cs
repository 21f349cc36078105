using System.Text;
using Durable.Core.Codecs;
using Durable.Testing;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>Many writers whose connections are ended at any moment, each of which repeats what is not certain, as the engine does.</summary>
public sealed class PostgreSQLLedgerTests : PostgreSQLStoreFixture
{
    private const int Executions = 24;

    [Fact]
    public async Task Every_acknowledged_commit_is_in_the_log_once_and_in_its_place()
    {
        using var stop = new CancellationTokenSource();
        var terminations = Task.Run(() => TerminateOftenAsync(FullRun.Choose(50, 300)));
        var writers = Enumerable.Range(0, Executions).Select(i => Task.Run(() => WriteAsync(i, stop.Token))).ToArray();

        await terminations;
        await stop.CancelAsync();
        var acknowledged = await Task.WhenAll(writers);

        for (var i = 0; i < Executions; i++)
        {
            var stored = (await Store.LoadAsync(new ExecutionId(SampleHeads.Function, $"e-{i}")))!;
            Assert.Equal(acknowledged[i], stored.Head.Version);
            Assert.Equal(
                Enumerable.Range(2, (int)acknowledged[i] - 1).Select(version => Invariant($"{i} {version}")),
                stored.Segments.Select(static segment => Encoding.UTF8.GetString(segment.Span)));
        }
    }

    private async Task<long> WriteAsync(int number, CancellationToken stop)
    {
        var store = new ExecutionStore(Store, PayloadCodecs.None);
        var head = SampleHeads.New(Now, name: $"e-{number}");
        Assert.Null(await store.CreateAsync(head, CancellationToken.None));
        while (!stop.IsCancellationRequested)
        {
            head = head.Next() with { WakeUp = new WakeUp(SampleHeads.New(Now).StartedAt, head.Version % 2 == 0 ? WakeUpKind.Lease : WakeUpKind.Timer) };
            Assert.True(await store.CommitAsync(
                new Checkpoint(head, Utf8(Invariant($"{number} {head.Version}"))), WritePurpose.Checkpoint, CancellationToken.None));
        }

        return head.Version;
    }

    private async Task TerminateOftenAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(Random.Shared.Next(40));
            await TerminateAsync();
        }
    }
}
