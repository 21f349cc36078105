using System.CommandLine;
using Durable.CommandLine.Output;
using Durable.Http.Wire;
using Durable.Model;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable stop</c>.</summary>
internal sealed class StopCommand : ApiCommand
{
    private readonly Argument<string> _execution = ExecutionArgument.Create();
    private readonly Option<string?> _reason = new("--reason") { Description = "Why; recorded as the execution's error.", HelpName = "text" };

    public StopCommand(CommonOptions common, Terminal terminal)
        : base(
            "stop",
            "Ends a running execution as STOPPED. On one that has ended it changes nothing.",
            """
              durable stop order/order-42
              durable stop order/order-42 --reason 'the customer cancelled'
            """,
            common,
            terminal)
    {
        Add(_execution);
        Add(_reason);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var id = await run.ResolveAsync(ExecutionArgument.Read(run.Parsed, _execution), cancellationToken);
        var error = run.Parsed.GetValue(_reason) is { } reason ? new ErrorObject { ErrorMessage = reason } : null;
        var endedAt = await run.AskAsync(client => client.StopAsync(id, error, cancellationToken));
        if (run.WantsJson)
        {
            run.WriteJson(new StopAnswer(endedAt));
            return ExitCode.Ok;
        }

        var ended = await run.AskAsync(client => client.DescribeAsync(id, includeData: false, cancellationToken));
        var outcome = ended.Status == ExecutionStatus.Stopped ? "STOPPED" : $"had already ended {WireNames.Of(ended.Status)}";
        run.WriteLine($"{id} {outcome} at {Times.Of(endedAt)}");
        return ExitCode.Ok;
    }
}
