// A process for tests to kill. It speaks line by line on its standard output and ends by itself only when its input is closed.
using Durable.CrashChild;
using Durable.Storage;

if (args is not [var mode, .. var where])
{
    await Console.Error.WriteLineAsync(
        "Usage: hold|write STORE, or run JOURNAL STORE, or driven DATABASE, or poison DATABASE first|next, or silo STORE JOURNAL SILOPORT GATEWAYPORT PRIMARYPORT; a STORE is DATABASE, or URL TABLE PREFIX, or postgres CONNECTION SCHEMA");
    return 2;
}

if (mode == "silo")
{
    await JournaledSilo.RunAsync(where);
    return 0;
}

if (mode == "run")
{
    await JournaledHost.RunAsync(where[0], where[1..]);
    return 0;
}

if (mode == "driven")
{
    await DrivenHost.RunAsync(where[0]);
    return 0;
}

if (mode == "poison")
{
    await PoisonedHost.RunAsync(where[0], isFirst: where[1] == "first");
    return 0;
}

ICheckpointStore store;
try
{
    store = StorePlace.Open(where);
}
catch (CheckpointStoreException exception)
{
    Console.WriteLine($"{exception.Failure}: {exception.Message}");
    return 1;
}

await using ((IAsyncDisposable)store)
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
