using Durable.Core.Codecs;
using Durable.Core.Operations.Callbacks;
using Durable.Core.Queries;
using Durable.Core.Tests.Queries;
using Durable.Testing;

namespace Durable.Core.Tests.Operations;

/// <summary>An execution is not loaded for an id that it has not given out.</summary>
public sealed class CallbackCheckTests
{
    private readonly EngineHarness _engine = new();
    private readonly PartwiseStore _store;
    private readonly CallbackCheck _check;

    public CallbackCheckTests()
    {
        _store = new PartwiseStore(_engine.Disk);
        var store = new ExecutionStore(_store, PayloadCodecs.None);
        _check = new CallbackCheck(store, new LogReads(store, _engine.Clock, maxConcurrent: 1));
    }

    [Fact]
    public async Task A_long_log_has_the_callbacks_whose_keys_are_in_it_and_no_others()
    {
        Run(steps: 60);
        var callback = _engine.Log.Find("61")!;

        Assert.True(await MayHaveAsync("61", callback.Callback!.Key));
        Assert.False(await MayHaveAsync("61", "AAAAAAAAAAAAAAAAAAAAAA"));
        Assert.False(await MayHaveAsync("60", callback.Callback.Key));
        Assert.False(await MayHaveAsync("no-such-operation", callback.Callback.Key));
    }

    [Fact]
    public async Task However_many_guess_the_log_is_read_once()
    {
        Run(steps: 60);

        for (var i = 0; i < 20; i++)
        {
            Assert.False(await MayHaveAsync("61", $"guess-{i}"));
        }

        Assert.Equal(0, _store.Loads);
        Assert.InRange(_store.BytesRead, 1, _engine.Head.LogBytes);
    }

    [Fact]
    public async Task Of_a_short_log_the_head_alone_is_read()
    {
        Run(steps: 1);

        Assert.True(await MayHaveAsync("2", "guess"));
        Assert.Equal((0, 0), (_store.BytesRead, _store.Loads));
    }

    [Fact]
    public async Task An_execution_that_does_not_exist_has_none()
    {
        Run(steps: 1);

        Assert.False(await _check.MayHaveAsync(new ExecutionId("nobody", "nobody"), Request("2", "guess"), default));
    }

    private static CallbackRequest Request(string operationId, string key) => new(operationId, key, CallbackAction.Heartbeat, "request");

    private void Run(int steps)
    {
        _engine.Start(async context =>
        {
            for (var i = 0; i < steps; i++)
            {
                await context.StepAsync((_, _) => Task.FromResult(new string('x', 200_000)));
            }

            return await (await context.CreateCallbackAsync<string>("approval")).GetResultAsync();
        });
        _engine.RunUntil(() => _engine.Log.Find($"{steps + 1}") is not null);
    }

    private Task<bool> MayHaveAsync(string operationId, string key) => _check.MayHaveAsync(_engine.Head.Id, Request(operationId, key), default);
}
