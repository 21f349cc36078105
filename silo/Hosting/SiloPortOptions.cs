using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line for the ports of a silo.</summary>
internal sealed class SiloPortOptions
{
    private readonly Option<int> _siloPort = new("--silo-port")
    {
        Description = "The port for other silos; 0 for any free one.",
        HelpName = "number",
        DefaultValueFactory = static _ => ClusterServerOptions.DefaultSiloPort,
    };

    private readonly Option<int> _gatewayPort = new("--gateway-port")
    {
        Description = "The port for client apps that use grain interfaces; 0 for any free one.",
        HelpName = "number",
        DefaultValueFactory = static _ => ClusterServerOptions.DefaultGatewayPort,
    };

    public SiloPortOptions()
    {
        _siloPort.Validators.Add(PortNumber.Require);
        _gatewayPort.Validators.Add(PortNumber.Require);
    }

    public Option[] All => [_siloPort, _gatewayPort];

    public ClusterServerOptions Read(ParseResult parsed) =>
        new() { SiloPort = parsed.GetValue(_siloPort), GatewayPort = parsed.GetValue(_gatewayPort) };

    /// <summary>Refuses what makes no sense together.</summary>
    public void RequireCombination(CommandResult command)
    {
        var siloPort = Port(command, _siloPort, ClusterServerOptions.DefaultSiloPort);
        if (siloPort != 0 && siloPort == Port(command, _gatewayPort, ClusterServerOptions.DefaultGatewayPort))
        {
            command.AddError("--silo-port and --gateway-port are the same: choose two.");
        }
    }

    // Where it is left out, its default is not known to the command's validators yet.
    private static int Port(CommandResult command, Option<int> option, int byDefault) =>
        command.GetResult(option) is { Implicit: false } ? command.GetValue(option) : byDefault;
}
