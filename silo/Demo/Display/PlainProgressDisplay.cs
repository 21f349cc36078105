using Spectre.Console;

namespace Durable.Silo.Demo.Display;

/// <summary>One line a second, for logs and pipes.</summary>
internal sealed class PlainProgressDisplay(IAnsiConsole console, TimeProvider timeProvider) : IProgressDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    public Task ShowAsync(ProgressReader progress, Task ended, CancellationToken cancellationToken) =>
        Refreshes.RunAsync(() => console.WriteLine(Line(progress.Read())), s_interval, ended, timeProvider, cancellationToken);

    private static string Line(DemoProgress progress) =>
        Invariant($"{progress.Elapsed:mm\\:ss\\.f}  checked {progress.Checked:N0}/{progress.Events:N0}  scored {progress.Scored:N0}")
        + Invariant($"  (operations {progress.Operations:N0}, checkpoints {progress.Checkpoints:N0})");
}
