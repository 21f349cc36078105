using System.Collections.Concurrent;

namespace Durable.Grains.Tests;

/// <summary>A cluster in which calls of clients and grains fail on order, as they do while silos come and go.</summary>
public sealed class LossyCluster() : ClusterFixture(1), IOutgoingGrainCallFilter
{
    private readonly ConcurrentQueue<(string Method, bool IsDelivered, Exception Exception)> _faults = new();

    /// <summary>Faults that were ordered and have not happened yet.</summary>
    public int FaultsLeft => _faults.Count;

    /// <summary>Lets the next call of that method fail.</summary>
    /// <param name="method">The method.</param>
    /// <param name="isDelivered">Whether only its answer is lost.</param>
    /// <param name="exception">What the caller gets.</param>
    public void Fail(string method, bool isDelivered, Exception exception) => _faults.Enqueue((method, isDelivered, exception));

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (_faults.TryPeek(out var fault) && fault.Method == $"{context.InterfaceMethod.DeclaringType!.Name}.{context.MethodName}" && _faults.TryDequeue(out fault))
        {
            if (fault.IsDelivered)
            {
                await context.Invoke();
            }

            throw fault.Exception;
        }

        await context.Invoke();
    }

    protected override void Configure(ISiloBuilder silo) => silo.AddOutgoingGrainCallFilter(this);

    protected override void Configure(IClientBuilder client) => client.AddOutgoingGrainCallFilter(this);
}
