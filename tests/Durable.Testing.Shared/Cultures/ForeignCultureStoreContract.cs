namespace Durable.Testing;

/// <summary>What every store does, under a culture of its own.</summary>
[Collection(ForeignCulture.Collection)]
public abstract class ForeignCultureStoreContract : CheckpointStoreContract, IDisposable
{
    private readonly ForeignCulture _culture = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the culture.</summary>
    /// <param name="disposing">Whether this is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing) => _culture.Dispose();
}
