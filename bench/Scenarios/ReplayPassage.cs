using System.Diagnostics;

namespace Durable.Bench.Scenarios;

/// <summary>Where a function's run through its steps began and ended.</summary>
internal sealed class ReplayPassage
{
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Passed => _passed.Task;

    public long EnteredAt { get; private set; }

    public long PassedAt { get; private set; }

    public void Enter() => EnteredAt = Stopwatch.GetTimestamp();

    public void Pass()
    {
        PassedAt = Stopwatch.GetTimestamp();
        _passed.TrySetResult();
    }
}
