using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary>What every command takes that asks a server or a cluster.</summary>
internal sealed class CommonOptions(Terminal terminal)
{
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print JSON, with names and shapes as the server answers.",
        Recursive = true,
    };

    /// <summary>Whom to ask.</summary>
    public TargetOptions Target { get; } = new(terminal);

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [.. Target.All, _json];

    public void AddTo(RootCommand root)
    {
        foreach (var option in All)
        {
            root.Add(option);
        }
    }

    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);
}
