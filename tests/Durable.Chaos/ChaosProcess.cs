using System.Diagnostics;

namespace Durable.Chaos;

/// <summary>A process of Durable.CrashChild whose output is read line by line as long as it lives, and after: what it wrote before it was killed is there.</summary>
internal sealed class ChaosProcess : IDisposable
{
    private const int MaxLastWords = 40;

    private readonly Process _process;
    private readonly Queue<string> _lastWords = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChaosProcess(Process process, Action<string> onLine)
    {
        _process = process;
        Reading = ReadAsync(onLine);

        // Its complaints are many; unread, they would block it.
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>The last of what it complained of.</summary>
    public string LastWords
    {
        get
        {
            lock (_lastWords)
            {
                return string.Join('\n', _lastWords);
            }
        }
    }

    /// <summary>Completes when it serves.</summary>
    public Task WhenOpen => _open.Task;

    /// <summary>Completes when it has ended and all it has written is read.</summary>
    public Task Reading { get; }

    /// <summary>Starts it.</summary>
    /// <param name="onLine">Gets each line that it writes, one after the other.</param>
    /// <param name="arguments">As in its usage.</param>
    public static ChaosProcess Start(Action<string> onLine, params string[] arguments)
    {
        var child = Path.Combine(AppContext.BaseDirectory, "Durable.CrashChild.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", child, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return new ChaosProcess(Process.Start(start) ?? throw new InvalidOperationException("The child process was not started."), onLine);
    }

    /// <summary>Writes a line to it; false when it is gone.</summary>
    public bool TryWrite(string line)
    {
        try
        {
            lock (_process)
            {
                _process.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await Reading;
    }

    /// <summary>Stops it for a while: it does nothing, and nobody can tell that from slowness.</summary>
    public async Task FreezeAsync(TimeSpan howLong)
    {
        await SignalAsync("STOP");
        await Task.Delay(howLong);
        await SignalAsync("CONT");
    }

    /// <summary>Closes its input, upon which it comes to its end.</summary>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await Reading;
    }

    /// <summary>Asks it to stop (SIGTERM) and waits until it has.</summary>
    public async Task TerminateAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync();
        await Reading;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_lastWords)
        {
            _lastWords.Enqueue(line ?? "");
            if (_lastWords.Count > MaxLastWords)
            {
                _lastWords.Dequeue();
            }
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task ReadAsync(Action<string> onLine)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "open")
            {
                _open.TrySetResult();
            }

            onLine(line);
        }

        _open.TrySetException(new ProcessLostException());
        _ = _open.Task.Exception;
    }
}
