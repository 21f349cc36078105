using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.Silo.Hosting;

/// <summary>A command below <c>durable-server</c>, and what its options must not say together.</summary>
internal sealed class ServerSubcommand(string name, string description) : Command(name, description)
{
    /// <summary>Refuses what makes no sense together. Asked when each option is valid by itself; null where there is nothing to refuse.</summary>
    public Action<CommandResult>? RequireCombination { get; init; }
}
