using System.CommandLine;
using Durable.CommandLine.Api;
using Durable.CommandLine.Output;

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
        var execution = run.Parsed.GetRequiredValue(_execution);
        var answer = await run.Api.StopAsync(execution, run.Parsed.GetValue(_reason), cancellationToken);
        if (run.WantsJson)
        {
            run.WriteLine(answer.Json);
            return ExitCode.Ok;
        }

        var ended = await run.Api.DescribeAsync(execution, includeData: false, cancellationToken);
        var status = ended.Root.Text("Status");
        var at = Times.Of(answer.Root.Time("StopTimestamp") ?? throw Unreadable.Answer());
        run.WriteLine(status == "STOPPED" ? $"{ShortId.Of(execution)} STOPPED at {at}" : $"{ShortId.Of(execution)} had already ended {status} at {at}");
        return ExitCode.Ok;
    }
}
