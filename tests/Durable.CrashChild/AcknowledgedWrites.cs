using System.Text;
using Durable.Storage;
using Durable.Testing;

namespace Durable.CrashChild;

/// <summary>Runs executions without end and says of each write that it is acknowledged, after the store has said so.</summary>
internal static class AcknowledgedWrites
{
    private const int Writers = 16;
    private const int CommitsPerExecution = 4;

    public static Task RunAsync(ICheckpointStore store, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => WriteAsync(store, stop))));

    private static async Task WriteAsync(ICheckpointStore store, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var head = SampleHeads.New(TimeProvider.System.GetUtcNow());
            await store.CreateAsync(head, CancellationToken.None);
            Acknowledge(head);
            for (var i = 0; i < CommitsPerExecution; i++)
            {
                head = head.Next();
                await store.CommitAsync(new Checkpoint(head, Encoding.UTF8.GetBytes($"{head.Id.Name} {head.Version}")), CancellationToken.None);
                Acknowledge(head);
            }
        }
    }

    // Console.Out is synchronized and flushes every line.
    private static void Acknowledge(ExecutionHead head) => Console.WriteLine($"{head.Id} {head.Version}");
}
