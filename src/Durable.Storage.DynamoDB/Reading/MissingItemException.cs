namespace Durable.Storage.Reading;

/// <summary>The head refers to an item that is not there: it is being deleted, or somebody has damaged it.</summary>
internal sealed class MissingItemException(string sortKey) : Exception($"The item '{sortKey}' is missing.");
