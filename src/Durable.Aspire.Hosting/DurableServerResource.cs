namespace Aspire.Hosting.ApplicationModel;

/// <summary>The OrleansDurable server, as a process on this machine.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="command">The program.</param>
/// <param name="workingDirectory">Where it runs.</param>
public sealed class DurableServerResource(string name, string command, string workingDirectory) : ExecutableResource(name, command, workingDirectory)
{
    internal const string EndpointName = "http";

    /// <summary>Where its HTTP API is served.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    internal DurableService? Service { get; set; }

    internal List<string> FunctionPaths { get; } = [];
}
