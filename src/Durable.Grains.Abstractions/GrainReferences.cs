namespace Durable.Grains;

/// <summary>
/// References to grains of one interface. Which grain implements it is asked once: the factory finds it out by reflection each time it is asked for a type, which
/// costs a quick execution a twentieth of its processor time.
/// </summary>
internal sealed class GrainReferences<TGrain>(IGrainFactory grains)
    where TGrain : IGrainWithStringKey
{
    private GrainReference? _any;

    /// <summary>The grain of that key.</summary>
    public TGrain Get(string key)
    {
        if (_any is { } any)
        {
            return (TGrain)grains.GetGrain(GrainId.Create(any.GrainId.Type, key), any.InterfaceType);
        }

        var first = grains.GetGrain<TGrain>(key);
        _any = first as GrainReference;
        return first;
    }
}
