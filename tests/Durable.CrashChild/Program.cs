// A process for tests to kill. It speaks line by line on its standard output and ends by itself only when its input is closed.
using Durable.CrashChild;
using Durable.Storage;

if (args is not [var mode, var path])
{
    await Console.Error.WriteLineAsync("Usage: hold|write DATABASE");
    return 2;
}

SqliteCheckpointStore store;
try
{
    store = SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = path });
}
catch (CheckpointStoreException exception)
{
    Console.WriteLine($"{exception.Failure}: {exception.Message}");
    return 1;
}

await using (store)
{
    Console.WriteLine("open");
    using var stop = new CancellationTokenSource();
    var writing = mode == "write" ? AcknowledgedWrites.RunAsync(store, stop.Token) : Task.CompletedTask;
    while (await Console.In.ReadLineAsync(stop.Token) is not null)
    {
    }

    await stop.CancelAsync();
    await writing;
}

return 0;
