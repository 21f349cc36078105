using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable storage</c>.</summary>
internal sealed class StorageCommand : Command, IHasExamples
{
    private readonly StorageInitCommand _init;

    public StorageCommand(CommonOptions common, Terminal terminal)
        : base("storage", "Makes the DynamoDB table or the PostgreSQL schema that servers keep executions in.")
    {
        _init = new StorageInitCommand(common, terminal);
        Add(_init);
    }

    public string Examples => _init.Examples;

    /// <summary>Whether a command is of this group, which asks no server.</summary>
    public static bool IsPartOf(Command command) => command is StorageCommand or StorageInitCommand;
}
