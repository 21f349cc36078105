namespace Durable.Core.Operations.Batches;

internal sealed record BatchItem<T>(int Index, string? Name, BatchItemStatus Status, T? Result, DurableExecutionException? Error) : IBatchItem<T>;
