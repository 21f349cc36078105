using System.Text;
using Durable.Model;
using Durable.Storage;
using Durable.Testing.Fuzzing;
using Xunit.Sdk;

namespace Durable.Testing;

/// <summary>
/// Whatever has become of the stored log of an execution, it comes to an end or stands still with a reason, and all others are none the worse.
/// </summary>
/// <remarks>
/// A changed log may be a log all the same: with another result of a step, an operation less, or a time that has passed already. Nothing can tell
/// it from what was written, short of a codec that authenticates; its execution ends as that log says, or FAILED where the function asks for
/// something else.
/// </remarks>
public abstract class DamagedLogContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const int SoundExecutions = 5;
    private const int Right = 7;
    private const int MostLeaps = 10;

    // Loads of one execution: taken up by several who do not know of each other yet, read once more to be sure, read to be described.
    private const int MostLoads = 12;

    private static readonly TimeSpan s_timeout = TimeSpan.FromHours(1);

    /// <summary>How many changed logs there are, unless the environment says otherwise.</summary>
    protected virtual int Cases => 300;

    [Fact]
    public async Task Changed_logs_end_or_stand_still_with_a_reason_and_the_others_go_on()
    {
        await ServeAsync(RunAsync);
        var sound = await StartManyAsync();
        var logs = await WhenLogsAsync(sound[0]);
        await Host.KillAsync();
        Dictionary<ExecutionId, string> damaged = [];
        for (var number = 0; number < Fuzz.Cases(Cases); number++)
        {
            var log = new Mutator(Fuzz.Seeded(number), logs).Next();
            damaged.Add(await StoreAsync(log), $"Case {number}: {Escaped.Of(log)}");
        }

        Host.Store.ResetCounts();
        await Host.RestartAsync();

        foreach (var id in sound)
        {
            Assert.Equal(Right, await Clock.DriveAsync(Client.WaitForResultAsync<int>(id)));
        }

        foreach (var (id, what) in damaged)
        {
            var execution = await WhenOverAsync(id, what);
            Assert.True(execution.Status == ExecutionStatus.Succeeded || execution.Error is { ErrorMessage.Length: > 0 } or { ErrorType.Length: > 0 }, what);
        }

        await LeapAsync(TimeSpan.FromHours(2));
        Assert.InRange(Host.Store.Count(StoreRequestKind.Load), 0, MostLoads * (damaged.Count + sound.Length));
    }

    [Theory]
    [InlineData("""{"u":"SB","t":253402300799000,"i":"9","y":"Step"}""", "clock")]
    [InlineData("""{"w":4102444800000}""", "clock")]
    [InlineData("""{"c":"SUCCEEDED","t":1}""", "has ended")]
    [InlineData("""{"u":"IB","t":1,"i":"9","y":"ChainedInvoke"}""", "without a function")]
    [InlineData("""{"o":"S","t":1,"i":"none"}""", "contradicts itself")]
    public async Task A_log_that_cannot_be_parks_its_execution_with_the_reason(string log, string reason)
    {
        await ServeAsync(RunAsync);
        await Host.KillAsync();
        var id = await StoreAsync(Encoding.UTF8.GetBytes(log));

        await Host.RestartAsync();

        var parked = await WhenOverAsync(id, log);
        Assert.NotNull(parked.ParkedAt);
        Assert.Contains(reason, parked.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_whose_numbers_are_damaged_does_not_claim_all_memory()
    {
        await ServeAsync(RunAsync);
        await Host.KillAsync();
        var many = await StoreAsync("{\"w\":1}"u8.ToArray(), static head => head with { Operations = long.MaxValue });
        var few = await StoreAsync("{\"w\":1}"u8.ToArray(), static head => head with { Operations = -1, LogBytes = -1 });

        await Host.RestartAsync();

        Assert.Equal(Right, await Clock.DriveAsync(Client.WaitForResultAsync<int>(many)));
        Assert.Equal(Right, await Clock.DriveAsync(Client.WaitForResultAsync<int>(few)));
    }

    private static async Task<int> RunAsync(IDurableContext context)
    {
        var first = await context.StepAsync(static (_, _) => Task.FromResult(1), "first");
        var branches = await context.MapAsync([1, 2], static async (branch, item, _, _, cancellationToken) =>
        {
            await branch.WaitAsync(TimeSpan.FromSeconds(5), cancellationToken: cancellationToken);
            return await branch.StepAsync((_, _) => Task.FromResult(item), cancellationToken: cancellationToken);
        });
        await context.WaitAsync(TimeSpan.FromSeconds(30), "nap");
        return first + branches.GetResults().Sum() + await AskAsync(context);
    }

    private static async Task<int> AskAsync(IDurableContext context)
    {
        try
        {
            var callback = await context.CreateCallbackAsync<int>("answer", new CallbackConfig { Timeout = TimeSpan.FromSeconds(60) });
            return await callback.GetResultAsync();
        }
        catch (CallbackTimeoutException)
        {
            return 3;
        }
    }

    private async Task<ExecutionId[]> StartManyAsync()
    {
        List<ExecutionId> started = [];
        for (var i = 0; i < SoundExecutions; i++)
        {
            started.Add((await StartAsync()).Id);
        }

        return [.. started];
    }

    // In the branches' waits, in the nap, and waiting for the answer.
    private async Task<List<byte[]>> WhenLogsAsync(ExecutionId id)
    {
        List<byte[]> logs = [];
        foreach (var (type, count, before) in new[]
            { (HistoryEventType.WaitStarted, 2, 0), (HistoryEventType.WaitStarted, 3, 5), (HistoryEventType.CallbackStarted, 1, 30) })
        {
            await LeapAsync(TimeSpan.FromSeconds(before));
            await Host.WhenHistoryAsync(id, history => history.Count(type) == count);
            await Host.WhenAtRestAsync().OrFail();
            logs.Add([.. (await Host.Store.LoadAsync(id))!.Segments.SelectMany(static segment => segment.ToArray())]);
        }

        return logs;
    }

    // As if the last process had run it.
    private async Task<ExecutionId> StoreAsync(byte[] log, Func<ExecutionHead, ExecutionHead>? change = null)
    {
        var head = SampleHeads.New(Clock.GetUtcNow(), Function, input: "null") with { FunctionVersion = "$LATEST", ExecutionTimeout = s_timeout };
        Assert.Null(await Host.Store.CreateAsync(head));
        var next = head.Next() with { LogBytes = log.Length };
        Assert.True(await Host.Store.CommitAsync(new Checkpoint(change is null ? next : change(next), log)));
        return head.Id;
    }

    // Its own time limit ends whatever waits for longer. The clock leaps from rest to rest: driven, it would be years ahead before a slow store has
    // answered.
    private async Task<ExecutionDescription> WhenOverAsync(ExecutionId id, string what)
    {
        for (var leaps = 0; leaps < MostLeaps; leaps++)
        {
            await Host.WhenAtRestAsync().OrFail(what);
            if (await Client.DescribeAsync(id) is { } execution && (execution.EndedAt ?? execution.ParkedAt) is not null)
            {
                return execution;
            }

            await LeapAsync(s_timeout);
        }

        throw new XunitException($"It neither ends nor is it parked. {what}");
    }
}
