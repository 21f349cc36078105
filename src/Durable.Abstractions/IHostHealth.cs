namespace Durable;

/// <summary>What a host knows of its own health, for who asks without knowing the engine. A process that is only a client has none.</summary>
internal interface IHostHealth
{
    /// <summary>Makes sure that the store can be written: by what has been written lately, or by writing something that changes nothing.</summary>
    /// <exception cref="Exception">It cannot; the message says why.</exception>
    Task CheckWritesAsync(CancellationToken cancellationToken);

    /// <summary>Where the host lags behind, a sentence each. Asks no store.</summary>
    IReadOnlyList<string> FindLags();
}
