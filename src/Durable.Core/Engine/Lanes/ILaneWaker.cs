namespace Durable.Core.Engine.Lanes;

/// <summary>The execution's way to a lane.</summary>
internal interface ILaneWaker
{
    /// <summary>Parked operations are due.</summary>
    /// <param name="tokens">The operations.</param>
    void Wake(IReadOnlyList<int> tokens);
}
