using System.CommandLine;
using Durable.CommandLine.Output;

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
        var answer = await run.Api.DescribeAsync(run.Parsed.GetRequiredValue(_execution), !run.Parsed.GetValue(_noData), cancellationToken);
        if (run.WantsJson)
        {
            run.WriteLine(answer.Json);
        }
        else
        {
            Table.WriteMembers(run.Terminal, ExecutionRows.Of(answer.Root, run.Terminal.TimeProvider.GetUtcNow(), prices));
        }

        return ExitCode.Ok;
    }
}
