using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary>What every command takes.</summary>
internal sealed class CommonOptions(Terminal terminal)
{
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print JSON, with names and shapes as the server answers.",
        Recursive = true,
    };

    /// <summary>Whom to ask.</summary>
    public TargetOptions Target { get; } = new(terminal);

    public void AddTo(RootCommand root)
    {
        Target.AddTo(root);
        root.Add(_json);
    }

    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);
}
