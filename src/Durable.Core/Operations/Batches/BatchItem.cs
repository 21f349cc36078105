namespace Durable.Core.Operations;

internal sealed record BatchItem<T>(int Index, string? Name, BatchItemStatus Status, T? Result, DurableExecutionException? Error) : IBatchItem<T>;
