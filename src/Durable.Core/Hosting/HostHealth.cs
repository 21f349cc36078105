using Durable.Core.Codecs;

namespace Durable.Core.Hosting;

/// <summary>Puts together what the parts of a host know of its health.</summary>
internal sealed class HostHealth(ExecutionStore store, HostLag lag) : IHostHealth
{
    public Task CheckWritesAsync(CancellationToken cancellationToken) => store.CheckWritesAsync(cancellationToken);

    public IReadOnlyList<string> FindLags() => lag.Find();
}
