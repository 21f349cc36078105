using Durable.Core.Codecs;
using Durable.Core.Diagnostics;
using Durable.Core.Queries.Waiting;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Tests.Queries;

/// <summary>How many executions of the store are stuck, as a metric.</summary>
public sealed class StuckCountTests : IDisposable
{
    private const string Metric = "durable.execution.stuck";

    private static readonly DateTimeOffset s_start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _clock = new(s_start);
    private readonly TestMeterFactory _factory = new();
    private readonly RecordedLogs _logs = new();
    private readonly FaultInjectingCheckpointStore _disk;
    private readonly StuckCount _stuck;

    public StuckCountTests()
    {
        _disk = new FaultInjectingCheckpointStore(new InMemoryCheckpointStore(_clock));
        var functions = new DurableFunctionRegistry();
        _stuck = new StuckCount(
            new ExecutionStore(_disk, new PayloadCodecs(new PayloadCodecOptions()), new DurableEngineOptions(), _clock),
            new StuckRules(functions, _clock, hasLeases: true),
            new EngineMetrics(_factory, functions, "store", new DurableTelemetryOptions()),
            TimeSpan.FromMinutes(1),
            _logs.CreateFactory().CreateLogger("engine"));
    }

    public void Dispose() => _factory.Dispose();

    [Fact]
    public async Task Those_that_run_are_counted_by_reason_and_none_is_loaded()
    {
        using var recorder = new MetricRecorder(_factory);
        var due = new WakeUp(s_start.AddHours(1), WakeUpKind.Timer);
        for (var i = 0; i < 1_100; i++)
        {
            await _disk.CreateAsync(SampleHeads.New(s_start) with { WakeUp = due });
        }

        await _disk.CreateAsync(SampleHeads.New(s_start) with { ParkedAt = s_start, WakeUp = null });
        await _disk.CreateAsync(SampleHeads.New(s_start) with
        {
            WakeUp = new WakeUp(s_start.AddYears(1), WakeUpKind.Timer),
            WaitsFor = new HeadWait(WaitKind.Timer, s_start),
        });
        _clock.Advance(TimeSpan.FromHours(2));
        await _stuck.CountAsync(default);

        recorder.Look();
        Assert.Equal((1_100, 1, 2), (recorder.Sum(Metric, "reason=overdue"), recorder.Sum(Metric, "reason=parked"), recorder.Of(Metric).Count));
        Assert.Equal((2, 0, 0), (_disk.Count(StoreRequestKind.List), _disk.Count(StoreRequestKind.Load), _disk.Count(StoreRequestKind.ReadHead)));
    }

    [Fact]
    public async Task What_is_mended_is_counted_no_longer()
    {
        using var recorder = new MetricRecorder(_factory);
        var parked = SampleHeads.New(s_start) with { ParkedAt = s_start, WakeUp = null };
        await _disk.CreateAsync(parked);
        await _stuck.CountAsync(default);
        await _disk.CommitAsync(new Checkpoint(parked.Next() with { ParkedAt = null, WakeUp = new WakeUp(s_start.AddDays(1), WakeUpKind.Timer) }, default));
        await _stuck.CountAsync(default);

        recorder.Look();
        Assert.Empty(recorder.Of(Metric));
    }

    [Fact]
    public async Task Nothing_is_read_where_nobody_listens()
    {
        await _stuck.CountAsync(default);

        Assert.Equal(0, _disk.Count(StoreRequestKind.List));
    }

    [Fact]
    public async Task A_count_that_fails_is_logged_and_the_last_one_stays()
    {
        using var recorder = new MetricRecorder(_factory);
        await _disk.CreateAsync(SampleHeads.New(s_start) with { ParkedAt = s_start, WakeUp = null });
        await _stuck.CountAsync(default);
        _disk.Inject(StoreRequestKind.List, StoreFault.FailBefore(StoreFailure.Fatal));
        await _stuck.CountAsync(default);

        recorder.Look();
        Assert.Equal(1, recorder.Sum(Metric));
        Assert.Equal(LogLevel.Warning, Assert.Single(_logs.Lines).Level);
    }

    [Fact]
    public async Task A_process_that_counts_no_longer_tells_nothing()
    {
        using var recorder = new MetricRecorder(_factory);
        await _disk.CreateAsync(SampleHeads.New(s_start) with { ParkedAt = s_start, WakeUp = null });
        await _stuck.CountAsync(default);
        _stuck.Forget();

        recorder.Look();
        Assert.Empty(recorder.Of(Metric));
    }
}
