using System.Diagnostics;
using System.Threading.Channels;
using Durable.Silo.Demo;
using Durable.Silo.Hosting;

namespace Durable.Silo.Dev;

/// <summary>Serves somebody at a terminal while the server runs: says what there is, and does what keys ask for.</summary>
/// <param name="client">The server's executions.</param>
/// <param name="options">The server.</param>
/// <param name="lifetime">Stops the server.</param>
/// <param name="runDemo">Runs the demo, or goes on with the unfinished one, and says the exit code.</param>
/// <param name="kill">Ends the process as a crash would.</param>
/// <param name="output">Where it says things.</param>
internal sealed class DevSession(
    IDurableClient client, ServerOptions options, IHostApplicationLifetime lifetime, Func<Task<int>> runDemo, Action kill, TextWriter output)
{
    private const string ShowCursor = "\e[?25h";

    private Task _demo = Task.CompletedTask;

    /// <summary>Ends this process without giving it a chance to do anything, as <c>kill -9</c> does.</summary>
    public static void KillThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        process.Kill();
    }

    /// <summary>Does what keys ask for until the server stops.</summary>
    public async Task RunAsync(ChannelReader<char> keys)
    {
        try
        {
            if (options.HasDemo && await DemoExecution.FindUnfinishedAsync(client, lifetime.ApplicationStopping) is not null)
            {
                // An earlier process was killed in it.
                _demo = RunDemoAsync();
            }

            await foreach (var key in keys.ReadAllAsync(lifetime.ApplicationStopping))
            {
                await DoAsync(key);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It stops.
        }

        await _demo;
    }

    private async Task DoAsync(char key)
    {
        switch (key)
        {
            case 'd' when options.HasDemo && _demo.IsCompleted:
                await _demo;
                _demo = RunDemoAsync();
                break;
            case 'k':
                await KillAsync();
                break;
            case 'q':
                lifetime.StopApplication();
                break;
        }
    }

    private async Task RunDemoAsync()
    {
        await runDemo();
        if (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await output.WriteLineAsync(DevBanner.Keys(hasDemo: true));
        }
    }

    private async Task KillAsync()
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync(
            options.Dev!.IsSupervised ? "Killed, as kill -9 does." : $"Killed, as kill -9 does. Start it again:  {options.Dev.Command}");
        if (!Console.IsOutputRedirected)
        {
            // A display that is killed has hidden it.
            await output.WriteAsync(ShowCursor);
        }

        await output.FlushAsync();
        kill();
    }
}
