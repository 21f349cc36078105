using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line that are for one kind of store.</summary>
/// <param name="kind">What <c>--store</c> calls it.</param>
internal abstract class KindCommandOptions(string kind)
{
    protected abstract Option[] All { get; }

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>Refuses what makes no sense together.</summary>
    /// <param name="command">The parsed command.</param>
    /// <param name="store">The kind of store that is asked for.</param>
    public void RequireCombination(CommandResult command, string store)
    {
        var isChosen = store == kind;
        if (!isChosen && Array.Find(All, option => command.GetResult(option) is { Implicit: false }) is { } first)
        {
            command.AddError($"{first.Name} is for --store {kind}: add that, or leave it out.");
        }

        RequireMore(command, isChosen);
    }

    /// <summary>Refuses what makes no sense among the options themselves.</summary>
    protected abstract void RequireMore(CommandResult command, bool isChosen);
}
