namespace Durable;

/// <summary>
/// Registers functions with a host that does not know them when it is built: the server makes an instance of each public class of an assembly that
/// implements this (<c>--functions MyFunctions.dll</c>), and asks it. The class needs a public constructor without parameters.
/// </summary>
public interface IDurableFunctions
{
    /// <summary>Registers functions, and services that they need.</summary>
    /// <param name="durable">The host's functions; its <see cref="DurableExecutionsBuilder.Services"/> are the host's.</param>
    void AddTo(DurableExecutionsBuilder durable);
}
