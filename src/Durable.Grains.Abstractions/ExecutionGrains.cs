namespace Durable.Grains;

/// <summary>
/// References to executions. Which grain implements the interface is asked once: the factory finds it out by reflection each time it is asked for a type, which
/// costs a quick execution a twentieth of its processor time.
/// </summary>
internal sealed class ExecutionGrains(IGrainFactory grains)
{
    private GrainReference? _any;

    /// <summary>The grain of an execution.</summary>
    public IExecutionGrain Get(ExecutionId id)
    {
        var key = id.ToString();
        if (_any is { } any)
        {
            return (IExecutionGrain)grains.GetGrain(GrainId.Create(any.GrainId.Type, key), any.InterfaceType);
        }

        var first = grains.GetGrain<IExecutionGrain>(key);
        _any = first as GrainReference;
        return first;
    }
}
