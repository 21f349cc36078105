using System.Text;
using System.Threading.Channels;
using Durable.Samples;
using Durable.Silo.Dev;
using Durable.Silo.Hosting;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Server.Tests.Dev;

public sealed class DevSessionTests : IAsyncLifetime
{
    private readonly Channel<char> _keys = Channel.CreateUnbounded<char>();
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<int> _demo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IHost _host = null!;
    private int _demos;

    private ServerOptions Options { get; set; } = new() { Dev = new DevServerOptions { Command = "durable-server dev --port 1" } };

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddDurableExecutions(static durable => durable.UseInMemoryStore().AddSampleFunctions());
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task D_runs_the_demo_one_at_a_time_and_says_the_keys_again_after_it()
    {
        var session = Run();
        Press("dd");
        Press("k");
        await _killed.Task.OrFail();
        Assert.Equal(1, _demos);
        Assert.DoesNotContain(DevBanner.Keys(hasDemo: true), _output.ToString(), StringComparison.Ordinal);

        _demo.SetResult(0);
        Press("q");
        await session.OrFail();
    }

    [Fact]
    public async Task K_kills_and_says_first_how_it_is_started_again()
    {
        _ = Run();

        Press("k");

        await _killed.Task.OrFail();
        Assert.Equal("\nKilled, as kill -9 does. Start it again:  durable-server dev --port 1\n", Said());
    }

    [Fact]
    public async Task Under_a_supervisor_nobody_has_to_start_it_again()
    {
        Options = Options with { Dev = Options.Dev! with { IsSupervised = true } };
        _ = Run();

        Press("k");

        await _killed.Task.OrFail();
        Assert.Equal("\nKilled, as kill -9 does.\n", Said());
    }

    [Fact]
    public async Task Q_stops_the_server()
    {
        var session = Run();

        Press("q");

        await session.OrFail();
        Assert.True(_host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Where_the_samples_do_not_run_there_is_no_demo()
    {
        Options = Options with { FunctionPaths = ["mine.dll"] };
        _ = Run();

        Press("dk");

        await _killed.Task.OrFail();
        Assert.Equal(0, _demos);
    }

    private void Press(string keys)
    {
        foreach (var key in keys)
        {
            Assert.True(_keys.Writer.TryWrite(key));
        }
    }

    // A terminal that is none hides no cursor.
    private string Said() => _output.ToString().Replace("\r", "", StringComparison.Ordinal).Replace("\e[?25h", "", StringComparison.Ordinal);

    private Task Run()
    {
        var session = new DevSession(
            _host.Services.GetRequiredService<IDurableClient>(),
            Options,
            _host.Services.GetRequiredService<IHostApplicationLifetime>(),
            () =>
            {
                _demos++;
                return _demo.Task;
            },
            _killed.SetResult,
            new StringWriter(_output));
        return session.RunAsync(_keys.Reader);
    }
}
