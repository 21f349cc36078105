using System.CommandLine;
using Durable.CommandLine.Output;
using Durable.Http.Wire;
using Durable.Model;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable watch</c>.</summary>
internal sealed class WatchCommand : ApiCommand
{
    private readonly Argument<string> _execution = ExecutionArgument.Create();

    public WatchCommand(CommonOptions common, Terminal terminal)
        : base(
            "watch",
            "Shows what an execution waits for, a line each time that changes, until it has ended; the exit code is 1 when it ended without a result.",
            """
              durable watch order/order-42
              durable watch order/order-42 --json | jq -c .Waiting
            """,
            common,
            terminal) => Add(_execution);

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var id = await run.ResolveAsync(ExecutionArgument.Read(run.Parsed, _execution), cancellationToken);
        return await run.AskAsync(async client =>
        {
            ExecutionDescription? last = null;
            await foreach (var execution in client.WatchAsync(id, cancellationToken))
            {
                await WriteAsync(run, execution, last);
                last = execution;
            }

            return last?.Status == ExecutionStatus.Succeeded ? ExitCode.Ok : ExitCode.ExecutionFailed;
        });
    }

    private static async Task WriteAsync(CommandRun run, ExecutionDescription execution, ExecutionDescription? last)
    {
        if (run.WantsJson)
        {
            run.WriteJson(ExecutionAnswer.Of(execution));
        }
        else
        {
            var now = run.Terminal.TimeProvider.GetUtcNow();
            var line = Line(execution, now);
            if (last is null || Line(last, now) != line)
            {
                run.WriteLine($"{Times.OfDay(now)}  {line}");
            }
        }

        await run.Terminal.Output.FlushAsync(CancellationToken.None);
    }

    private static string Line(ExecutionDescription execution, DateTimeOffset now)
    {
        var status = $"{WireNames.Of(execution.Status)}{(execution.ParkedAt is null ? "" : ", parked")}";
        return execution.Stuck is { } stuck ? $"{status}  {stuck.Explanation} {stuck.Action}"
            : execution.Waiting is { For.Count: > 0 } waiting ? $"{status}  waits for {WaitRows.Summary(waiting, now)}"
            : status;
    }
}
