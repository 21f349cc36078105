using Durable.Samples;
using Durable.Silo.Demo.Display;
using Durable.Silo.Demo.Journal;
using Durable.Silo.Demo.Storage;
using Durable.Silo.Demo.Summary;
using Durable.Silo.Hosting;
using Durable.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Durable.Silo.Demo;

/// <summary>Runs <c>earthquake-report</c> on this server while one looks on, and tells in numbers how it went.</summary>
internal static class DemoRunner
{
    /// <summary>Exit code after Ctrl+C, as shells have it.</summary>
    private const int Interrupted = 130;

    // A process that is killed loses what it had not recorded yet: here at most a tenth of a second of work, for a few more checkpoints.
    private static readonly TimeSpan s_maxUnrecordedAge = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Adds what the demo watches by: a count of storage requests and a journal of step bodies. To be called after the store was chosen
    /// and before the host starts, because what an earlier demo left unfinished goes on as soon as the host does.
    /// </summary>
    /// <param name="durable">The host's builder.</param>
    public static void Register(DurableExecutionsBuilder durable)
    {
        ArgumentNullException.ThrowIfNull(durable);
        var store = durable.Services.LastOrDefault(static service => service.ServiceType == typeof(ICheckpointStore))?.ImplementationFactory
            ?? throw new InvalidOperationException("The demo counts storage requests: choose a store, for example with UseSqlite(...), before registering it.");
        durable.Services.AddSingleton<StoreRequestLog>();
        durable.UseStore(services => new CountingCheckpointStore(
            (ICheckpointStore)store(services), services.GetRequiredService<StoreRequestLog>(), services.GetRequiredService<TimeProvider>()));

        durable.ConfigureEngine(static engine => engine.MaxUnrecordedAge = s_maxUnrecordedAge);
        durable.Services.AddSingleton(static services => StepJournal.Open(JournalPath(services), services.GetRequiredService<TimeProvider>()));
        durable.Services.AddSingleton<IStepJournal>(static services => services.GetRequiredService<StepJournal>());
    }

    /// <summary>Runs the demo, or goes on with the one that an earlier process left unfinished, and prints its summary.</summary>
    /// <param name="services">Services of the started host.</param>
    /// <param name="cancellationToken">Stops looking on; the execution goes on with the host, or after its next start.</param>
    /// <returns>The exit code: 0 when the execution succeeded and no finished step ran again.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(services);
        var console = DemoConsole.Create();
        try
        {
            return await RunAsync(services, console, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.WriteLine(services.GetService<ServerOptions>() is { IsForgetful: true }
                ? "Interrupted. What was done is lost: this store forgets. The next start begins from the beginning."
                : "Interrupted. Start the demo again: it goes on where it is.");
            return Interrupted;
        }
    }

    private static async Task<int> RunAsync(IServiceProvider services, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var client = services.GetRequiredService<IDurableClient>();
        var timeProvider = services.GetRequiredService<TimeProvider>();
        var requests = services.GetRequiredService<StoreRequestLog>();
        var journal = services.GetRequiredService<StepJournal>();

        var demo = await DemoExecution.OpenAsync(client, requests, cancellationToken);
        console.WriteLine(demo.Announcement);
        var options = services.GetService<ServerOptions>();
        var waysIn = options is null ? null : new WaysIn(options, ServerAddresses.Gateway(services), ServerAddresses.Http(services.GetRequiredService<IServer>()));
        if (waysIn?.Console is { } address)
        {
            console.WriteLine($"Watch it in a browser: {address}/executions/{demo.Id}");
        }

        if (waysIn?.Cluster is { } cluster && options is { Dev: null })
        {
            console.WriteLine(cluster);
        }

        console.WriteLine(options is { IsForgetful: true }
            ? "This store forgets what it holds when this process ends. On the default one, SQLite, an execution goes on after a kill."
            : Invariant($"Kill this process at any time ({(options?.Dev is null ? "" : "key k, or ")}kill -9 {Environment.ProcessId}) and start it again: it goes on where it was."));

        // Past the console, which would break a long path in two.
        var lines = console.Profile.Out.Writer;
        if (options is not null)
        {
            await lines.WriteLineAsync($"Executions are kept in {options.StoreDescription}");
        }

        await lines.WriteLineAsync($"Every step body that runs is written down in {journal.Path}");
        console.WriteLine();

        var reader = new JournalReader(journal.Path, demo.Description.Arn);
        var progress = new ProgressReader(demo.Description.Usage, reader, requests.Of(demo.Id), timeProvider);
        var ended = demo.Handle.WaitForCompletionAsync(cancellationToken);
        await DemoConsole.DisplayFor(console, timeProvider).ShowAsync(progress, ended, cancellationToken);

        var summary = await DemoSummary.ReadAsync(demo, await ended, requests.StopWatching(demo.Id), reader, cancellationToken);
        SummaryTable.Write(console, summary);
        if (options is { Exit: false, Dev: null })
        {
            foreach (var line in waysIn!.Lines)
            {
                await lines.WriteLineAsync(line);
            }
        }

        return summary.IsGood ? 0 : 1;
    }

    // Beside the database, because the two tell of the same executions; without a database, out of the way.
    private static string JournalPath(IServiceProvider services) =>
        services.GetServices<IConfigureOptions<SqliteStoreOptions>>().Any()
            ? Path.Combine(
                Path.GetDirectoryName(Path.GetFullPath(services.GetRequiredService<IOptions<SqliteStoreOptions>>().Value.Path))!, StepJournal.FileName)
            : Path.Combine(Path.GetTempPath(), Invariant($"{Environment.ProcessId}-{StepJournal.FileName}"));
}
