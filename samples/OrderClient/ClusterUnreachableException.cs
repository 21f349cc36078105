namespace Durable.OrderClient;

/// <summary>No gateway of the cluster answers.</summary>
/// <param name="message">Which, and what to do.</param>
internal sealed class ClusterUnreachableException(string message) : Exception(message);
