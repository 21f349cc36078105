using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable result</c>.</summary>
internal sealed class ResultCommand : ApiCommand
{
    private readonly Argument<string> _execution = ExecutionArgument.Create();
    private readonly WaitOptions _waitOptions = new();
    private readonly Option<bool> _raw = RawOption.Create();

    public ResultCommand(CommonOptions common, Terminal terminal)
        : base(
            "result",
            "Waits until an execution ends and prints its result; the exit code is 1 when it ended without one.",
            """
              durable result order/order-42
              durable result order/order-42 --timeout 30
              durable result order/order-42 --json | jq -r .Status
            """,
            common,
            terminal)
    {
        Add(_execution);
        _waitOptions.AddTo(this);
        Add(_raw);
    }

    protected override Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken) =>
        new ResultWait(run, ExecutionArgument.Read(run.Parsed, _execution), run.Parsed.GetValue(_raw)).RunAsync(_waitOptions.Timeout(run.Parsed), cancellationToken);
}
