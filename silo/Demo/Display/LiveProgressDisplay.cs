using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Durable.Silo.Demo.Display;

/// <summary>Bars that grow in place, for terminals.</summary>
internal sealed class LiveProgressDisplay(IAnsiConsole console, TimeProvider timeProvider) : IProgressDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    public Task ShowAsync(ProgressReader progress, Task ended, CancellationToken cancellationToken) =>
        console.Live(Chart(progress.Read())).StartAsync(live => Refreshes.RunAsync(
            () => live.UpdateTarget(Chart(progress.Read())), s_interval, ended, timeProvider, cancellationToken));

    private static Rows Chart(DemoProgress progress)
    {
        IRenderable bars = new BarChart { MaxValue = progress.Events }
            .UseValueFormatter(static value => value.ToString("N0", CultureInfo.InvariantCulture))
            .AddItem("checked", progress.Checked, Color.Blue)
            .AddItem("scored", progress.Scored, Color.Green);
        return new Rows(
            bars,
            new Text(Invariant($"{progress.Elapsed:mm\\:ss\\.f}   {progress.Operations:N0} operations in {progress.Checkpoints:N0} checkpoints")));
    }
}
