namespace Durable.Model;

/// <summary>Sub-types that the engine writes.</summary>
public static class OperationSubTypes
{
    /// <summary>A step.</summary>
    public const string Step = "Step";

    /// <summary>A wait for a condition, whose polls are the attempts of a step.</summary>
    public const string WaitForCondition = "WaitForCondition";

    /// <summary>A wait.</summary>
    public const string Wait = "Wait";

    /// <summary>A callback, also the one inside a wait for a callback.</summary>
    public const string Callback = "Callback";

    /// <summary>The context of a wait for a callback.</summary>
    public const string WaitForCallback = "WaitForCallback";

    /// <summary>An invoke of another function.</summary>
    public const string ChainedInvoke = "ChainedInvoke";

    /// <summary>A child context, unless its configuration names another sub-type.</summary>
    public const string RunInChildContext = "RunInChildContext";

    /// <summary>A map.</summary>
    public const string Map = "Map";

    /// <summary>One item of a map.</summary>
    public const string MapIteration = "MapIteration";

    /// <summary>A parallel.</summary>
    public const string Parallel = "Parallel";

    /// <summary>One branch of a parallel.</summary>
    public const string ParallelBranch = "ParallelBranch";
}
