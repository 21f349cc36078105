using System.Collections.Concurrent;
using System.Globalization;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Chaos;

/// <summary>One process after the other, each an embedded host over the same SQLite database.</summary>
internal sealed class EmbeddedTarget : IChaosTarget
{
    // A process that serves nobody for so long is killed, and another one started.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestTrouble = TimeSpan.FromSeconds(3);

    private readonly ChaosDisk _disk;
    private readonly EffectJournal _journal;
    private readonly ConcurrentDictionary<string, Request> _requests = new();
    private readonly SemaphoreSlim _oneFault = new(1);
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChaosProcess? _process;
    private bool _isEnding;

    public EmbeddedTarget(ChaosDisk disk, EffectJournal journal)
    {
        _disk = disk;
        _journal = journal;
        List<ChaosFault> faults =
        [
            new("kill -9", 12, _ => KillAsync()),
            new("kill -9 while it starts", 2, async random =>
            {
                await ReplaceAsync(whileDown: null, whenOpen: false);
                await Task.Delay(random.Next(500));
                await KillAsync();
            }),
            new("stopped for a while", 1, random => _process!.FreezeAsync(TimeSpan.FromMilliseconds(random.Next(200, 3_000)))),
        ];
        if (disk.IsMounted)
        {
            faults.Add(new("disk full", 1, random => disk.FillAsync(ChaosFault.Outage(random, s_longestTrouble))));
            faults.Add(new("disk read-only", 1, ReadOnlyAsync));
        }

        Faults = faults;
    }

    public IReadOnlyList<ChaosFault> Faults { get; }

    public int Kills { get; private set; }

    private string Database => _disk.File("store.db");

    public async Task StartAsync()
    {
        Begin();
        await OpenOrAgainAsync();
    }

    public async Task<int> RunAsync(string name, int input, Action onStarted) => await AskAsync(name, $"start {name} {input}", onStarted);

    public Task AnswerAsync(string callbackId, int value) => AskAsync(callbackId, $"answer {callbackId} {value}", static () => { });

    public Task WhenUpAsync() => _up.Task;

    public async Task EndAsync()
    {
        _isEnding = true;
        await _process!.EndAsync();
    }

    public ICheckpointStore OpenStore() => SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = Database });

    public ValueTask DisposeAsync()
    {
        _isEnding = true;
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<int> AskAsync(string what, string order, Action onStarted)
    {
        var request = new Request(onStarted);
        _requests[what] = request;
        if (_process is not { } process || !process.TryWrite(order))
        {
            request.Fail(new ProcessLostException());
        }

        return await request.Answer;
    }

    private async Task KillAsync() => await ReplaceAsync(whileDown: InspectAsync, whenOpen: true);

    private Task ReadOnlyAsync(Random random) => ReplaceAsync(
        async () =>
        {
            await _disk.SetReadOnlyAsync(true);
            using var vain = ChaosProcess.Start(static _ => { }, "driven", Database);
            await Task.WhenAny(vain.WhenOpen, Task.Delay(random.Next(500, 2_000)));
            await vain.KillAsync();
            await _disk.SetReadOnlyAsync(false);
        },
        whenOpen: true);

    private async Task ReplaceAsync(Func<Task>? whileDown, bool whenOpen)
    {
        await _oneFault.WaitAsync();
        try
        {
            if (_up.Task.IsCompleted)
            {
                _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await _process!.KillAsync();
            Kills++;
            _process.Dispose();
            FailAll();
            if (whileDown is not null)
            {
                await whileDown();
            }

            Begin();
            if (whenOpen)
            {
                await OpenOrAgainAsync();
            }
        }
        finally
        {
            _oneFault.Release();
        }
    }

    private void Begin()
    {
        _process = ChaosProcess.Start(OnLine, "driven", Database);
        _ = ReviveAsync(_process);
    }

    // One that ends by itself has met a fault it cannot bear; like any service it is started again.
    private async Task ReviveAsync(ChaosProcess process)
    {
        await process.Reading;
        await _oneFault.WaitAsync();
        try
        {
            if (process == _process && !_isEnding)
            {
                FailAll();
                Begin();
                await OpenOrAgainAsync();
            }
        }
        finally
        {
            _oneFault.Release();
        }
    }

    private async Task OpenOrAgainAsync()
    {
        while (true)
        {
            try
            {
                await _process!.WhenOpen.WaitAsync(s_patience);
                _up.TrySetResult();
                return;
            }
            catch (Exception exception) when (exception is ProcessLostException or TimeoutException)
            {
                await _process!.KillAsync();
                _process.Dispose();
                Begin();
            }
        }
    }

    private void OnLine(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0 && line[..space] == "journal")
        {
            _journal.Note(line[(space + 1)..]);
            return;
        }

        switch (line.Split(' ', 3))
        {
            case ["started", var name]:
                Find(name)?.OnStarted();
                break;
            case ["ended", var name, var result]:
                Find(name)?.Complete(int.Parse(result, CultureInfo.InvariantCulture));
                break;
            case ["answered", var callbackId]:
                Find(callbackId)?.Complete(0);
                break;
            case ["failed", var what, var why]:
                Find(what)?.Fail(new ProcessLostException(why));
                break;
        }
    }

    private Request? Find(string what) => _requests.GetValueOrDefault(what);

    private void FailAll()
    {
        foreach (var request in _requests.Values)
        {
            request.Fail(new ProcessLostException());
        }

        _requests.Clear();
    }

    // Between two lives: what runs has finished some of its steps, and no body of those may begin again.
    private async Task InspectAsync()
    {
        await using var store = (SqliteCheckpointStore)OpenStore();
        var query = new ExecutionQuery { Statuses = [ExecutionStatus.Running], PageSize = ExecutionQuery.MaxPageSize };
        foreach (var head in (await store.ListAsync(query)).Heads)
        {
            var stored = (await store.LoadAsync(head.Id))!;
            _journal.Finish(StoredHistory.Of(stored)
                .Where(static e => e.EventType == HistoryEventType.StepSucceeded)
                .Select(e => (head.Id.ToString(), e.Id!)));
        }
    }

    private sealed class Request(Action onStarted)
    {
        private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> Answer => _answer.Task;

        public void OnStarted() => onStarted();

        public void Complete(int result) => _answer.TrySetResult(result);

        public void Fail(Exception exception) => _answer.TrySetException(exception);
    }
}
