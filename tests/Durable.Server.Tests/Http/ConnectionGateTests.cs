using Durable.Silo.Connections;
using Durable.Testing;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Server.Tests.Http;

/// <summary>At most so many connections, and the busy ones come first.</summary>
public sealed class ConnectionGateTests
{
    private const int Leaving = 8;

    private readonly ConnectionGate _gate = new(maxConnections: 2, new ManualTimeProvider(), NullLoggerFactory.Instance);

    [Fact]
    public async Task The_connection_that_is_idle_longest_makes_room()
    {
        var (first, second) = (Enter(), Enter());
        Use(first);

        var third = Enter();

        await WhenClosedAsync(second);
        Assert.False(IsClosed(first));
        Assert.False(IsClosed(third));
    }

    [Fact]
    public async Task Busy_connections_stay_and_a_new_one_is_refused()
    {
        var (first, second) = (Enter(), Enter());
        _gate.Occupy(Gated(first));
        _gate.Occupy(Gated(second));
        _gate.Occupy(Gated(second));

        Assert.False(_gate.TryEnter(new DefaultConnectionContext()));
        _gate.Release(Gated(second));
        Assert.False(_gate.TryEnter(new DefaultConnectionContext()));
        _gate.Release(Gated(second));

        Enter();
        await WhenClosedAsync(second);
        Assert.False(IsClosed(first));
    }

    [Fact]
    public async Task A_connection_that_was_closed_leaves_its_place()
    {
        var first = Enter();
        for (var i = 0; i < 10; i++)
        {
            var passing = Enter();
            passing.Abort();
            await WhenClosedAsync(passing);
        }

        Enter();
        Assert.False(IsClosed(first));
    }

    [Fact]
    public async Task A_request_that_ends_after_its_connection_leaves_no_place()
    {
        var (first, second) = (Enter(), Enter());
        _gate.Occupy(Gated(first));
        first.Abort();
        await WhenClosedAsync(first);
        _gate.Release(Gated(first));

        Enter();
        Assert.False(IsClosed(second));
        Enter();
        await WhenClosedAsync(second);
    }

    [Fact]
    public async Task New_connections_wait_while_too_many_are_on_their_way_out()
    {
        var slow = Enumerable.Range(0, Leaving + 2).Select(_ => new SlowConnection()).ToArray();
        foreach (var connection in slow)
        {
            Assert.True(_gate.WhenRoomAsync().IsCompleted);
            Assert.True(_gate.TryEnter(connection));
        }

        var room = _gate.WhenRoomAsync();
        Assert.False(room.IsCompleted);

        slow[0].Close();
        await room.OrFail();
    }

    [Fact]
    public async Task Nobody_waits_for_room_when_the_server_stops()
    {
        for (var i = 0; i < Leaving + 2; i++)
        {
            Assert.True(_gate.TryEnter(new SlowConnection()));
        }

        var room = _gate.WhenRoomAsync();
        _gate.StopWaiting();

        await room.OrFail();
        Assert.True(_gate.WhenRoomAsync().IsCompleted);
    }

    [Theory]
    [InlineData(256, 218, 8)]
    [InlineData(320, 218, 8)]
    [InlineData(1024, 218, 403)]
    [InlineData(4096, 218, 1939)]
    [InlineData(20_000, 218, 9891)]
    [InlineData(1_048_576, 218, 10_000)]
    [InlineData(long.MaxValue, 218, 10_000)]
    [InlineData(100, 218, 8)]
    public void Connections_get_half_of_the_free_handles_within_bounds(long limit, int use, int connections) =>
        Assert.Equal(connections, HandleBudget.ForConnections(limit, use));

    [Theory]
    [InlineData(256, 218, 256L)]
    [InlineData(1024, 218, null)]
    public void Too_few_handles_are_noticed(long limit, int use, long? shortage) => Assert.Equal(shortage, HandleBudget.FindShortage(limit, use));

    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 1024L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", long.MaxValue)]
    [InlineData("Max processes             127                  127                  processes ", null)]
    public void The_limit_of_handles_is_read(string line, long? limit) =>
        Assert.Equal(limit, HandleBudget.ReadLimit(["Limit                     Soft Limit           Hard Limit           Units     ", line]));

    private static GatedConnection Gated(ConnectionContext connection) => connection.Features.Get<GatedConnection>()!;

    private static bool IsClosed(ConnectionContext connection) => connection.ConnectionClosed.IsCancellationRequested;

    private static async Task WhenClosedAsync(ConnectionContext connection)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = connection.ConnectionClosed.Register(closed.SetResult);
        await closed.Task.OrFail();
    }

    private DefaultConnectionContext Enter()
    {
        var connection = new DefaultConnectionContext();
        Assert.True(_gate.TryEnter(connection));
        return connection;
    }

    private void Use(ConnectionContext connection)
    {
        _gate.Occupy(Gated(connection));
        _gate.Release(Gated(connection));
    }

    /// <summary>Keeps its handle for a while after it was told to go.</summary>
    private sealed class SlowConnection : DefaultConnectionContext
    {
        private readonly CancellationTokenSource _closed = new();

        public SlowConnection() => ConnectionClosed = _closed.Token;

        public void Close() => _closed.Cancel();

        public override void Abort(ConnectionAbortedException abortReason)
        {
        }
    }
}
