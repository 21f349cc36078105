using System.CommandLine;
using Durable.CommandLine.Output;
using Durable.Http.Wire;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable describe</c>.</summary>
internal sealed class DescribeCommand : ApiCommand
{
    private readonly Argument<string> _execution = ExecutionArgument.Create();
    private readonly Option<bool> _noData = new("--no-data") { Description = "Leave out input, result and error." };
    private readonly Option<string?> _prices = PricesOption.Create();

    public DescribeCommand(CommonOptions common, Terminal terminal)
        : base(
            "describe",
            "Shows an execution: where it stands, its input and its result, what it has cost.",
            """
              durable describe order/order-42
              durable describe order/order-42 --json | jq -r .InputPayload
            """,
            common,
            terminal)
    {
        Add(_execution);
        Add(_noData);
        Add(_prices);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var prices = PricesOption.Read(run.Parsed.GetValue(_prices));
        var id = await run.ResolveAsync(ExecutionArgument.Read(run.Parsed, _execution), cancellationToken);
        var execution = await run.AskAsync(client => client.DescribeAsync(id, !run.Parsed.GetValue(_noData), cancellationToken));
        if (run.WantsJson)
        {
            run.WriteJson(ExecutionAnswer.Of(execution));
        }
        else
        {
            Table.WriteMembers(run.Terminal, ExecutionRows.Of(execution, run.Terminal.TimeProvider.GetUtcNow(), prices));
        }

        return ExitCode.Ok;
    }
}
