using Durable.Model;
using Durable.Testing;

namespace Durable.Embedded.Tests.Compat;

/// <summary>
/// What a release has recorded every later one goes on with. A release adds its database: run the tests with <c>DURABLE_COMPAT_DATABASE</c> naming the file
/// to write, and commit it under <c>Compat/Releases</c>.
/// </summary>
public sealed class CompatTests : IDisposable
{
    private const int MaxWaits = 100;

    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(100);
    private static readonly DateTimeOffset s_start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly string s_releases = Path.Combine(AppContext.BaseDirectory, "Compat", "Releases");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-compat-");

    public static TheoryData<string> Releases => [.. Directory.EnumerateFiles(s_releases, "*.db").Select(static path => Path.GetFileName(path)!)];

    private string DatabasePath => Path.Combine(_directory.FullName, "durable.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task What_a_release_has_recorded_is_finished(string release)
    {
        File.Copy(Path.Combine(s_releases, release), DatabasePath);

        await FinishAsync();
    }

    [Fact]
    public async Task What_this_one_records_is_finished()
    {
        await RecordAsync();
        if (Environment.GetEnvironmentVariable("DURABLE_COMPAT_DATABASE") is { Length: > 0 } path)
        {
            File.Copy(DatabasePath, path, overwrite: true);
        }

        await FinishAsync();
    }

    private async Task RecordAsync()
    {
        await using var host = await CompatHost.StartAsync(DatabasePath, new ManualTimeProvider(s_start));
        foreach (var name in CompatFunctions.Results.Keys)
        {
            await host.Client.StartAsync(name, "ended", new StartOptions { Name = name });
        }

        await host.AllReached.OrFail();
        await host.Client.WaitForResultAsync<string>(new ExecutionId("ended", "ended")).OrFail();
    }

    private async Task FinishAsync()
    {
        var clock = new ManualTimeProvider(s_start.AddDays(1));
        await using var host = await CompatHost.StartAsync(DatabasePath, clock);
        var history = await host.Client.ReadHistoryAsync(new ExecutionId("awaits-callback", "awaits-callback"));
        var callback = history.Events.Single(static item => item.EventType == HistoryEventType.CallbackStarted).Details.CallbackId!;
        await host.Client.SendCallbackSuccessAsync(callback, "approved");

        foreach (var (name, result) in CompatFunctions.Results)
        {
            Assert.Equal((name, result), (name, await WaitAsync(host.Client.WaitForResultAsync<string>(new ExecutionId(name, name)), clock)));
        }
    }

    // All that was recorded is due by now. What was not, because the host stopped before, waits from now on.
    private static async Task<string> WaitAsync(Task<string> result, ManualTimeProvider clock)
    {
        for (var waits = 0; waits < MaxWaits && !result.IsCompleted; waits++)
        {
            await Task.WhenAny(result, Task.Delay(s_moment, TimeProvider.System));
            if (!result.IsCompleted)
            {
                clock.Advance(CompatFunctions.Wait);
            }
        }

        return await result.OrFail();
    }
}
