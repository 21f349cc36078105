using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary>A command that asks the server or the cluster.</summary>
internal abstract class ApiCommand : Command, IHasExamples
{
    private readonly CommonOptions _common;
    private readonly Terminal _terminal;

    protected ApiCommand(string name, string description, string examples, CommonOptions common, Terminal terminal)
        : base(name, description)
    {
        Examples = examples;
        _common = common;
        _terminal = terminal;
        SetAction(InvokeAsync);
    }

    public string Examples { get; }

    protected abstract Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken);

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            await using var target = await _common.Target.ConnectAsync(parsed, cancellationToken);
            return await RunAsync(new CommandRun(parsed, target, _terminal, _common.WantsJson(parsed)), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCode.Interrupted, "Interrupted.");
        }
    }
}
