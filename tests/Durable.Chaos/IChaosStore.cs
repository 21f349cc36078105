using Durable.Storage;

namespace Durable.Chaos;

/// <summary>A store that silos share, behind a port that can be closed.</summary>
internal interface IChaosStore : IAsyncDisposable
{
    /// <summary>Its name in the report.</summary>
    string Name { get; }

    /// <summary>The way to it.</summary>
    StorePort Port { get; }

    /// <summary>What tells a silo where it is, by way of the port.</summary>
    IReadOnlyList<string> Where { get; }

    /// <summary>What can be done to it beside closing the port.</summary>
    IReadOnlyList<ChaosFault> Faults => [];

    /// <summary>Whether silos find each other in it, so that none of them has to be spared.</summary>
    bool HasMembers => false;

    /// <summary>Opens it without the port.</summary>
    ICheckpointStore Open();
}
