using Durable.Samples.Orders;

namespace Durable.OrderClient;

/// <summary>What to order, and under which name. The name makes it idempotent: the same command again follows the same order.</summary>
internal sealed record OrderRequest(string Name, Order Order);
