using Durable.Testing;

namespace Durable.Embedded.Tests;

/// <summary>Real processes, each of which one of its executions kills.</summary>
public sealed class PoisonProcessTests : IDisposable
{
    private const int Limit = 5;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FullFact]
    public async Task An_execution_that_overflows_the_stack_is_parked_and_its_neighbours_end()
    {
        List<string> lines = [];
        var lives = 0;
        while (lines.Count == 0)
        {
            using var child = ChildProcess.Start("poison", [_directory.File("store.db"), lives++ == 0 ? "first" : "next"], hidesErrors: true);
            while (await child.ReadLineAsync() is { } line)
            {
                lines.Add(line);
            }

            // The first loss takes along what its step came to, and a suspect waits for others.
            Assert.InRange(lives, 1, Limit + 4);
        }

        Assert.Equal(["waiter/1 Succeeded 1", "worker/1 Succeeded 2"], lines.Take(2));
        Assert.Contains($"poison/1 Running The process that ran execution 'poison/1' has died {Limit} times in a row", lines[2], StringComparison.Ordinal);
    }
}
