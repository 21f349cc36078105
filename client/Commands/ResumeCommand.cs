using System.CommandLine;
using Durable.Http.Wire;
using Durable.Model;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable resume</c>.</summary>
internal sealed class ResumeCommand : ApiCommand
{
    private readonly Argument<string> _execution = ExecutionArgument.Create();

    public ResumeCommand(CommonOptions common, Terminal terminal)
        : base(
            "resume",
            "Resumes a parked execution, after the cause that its error names has been fixed. On one that runs it changes nothing; one that has ended cannot be resumed.",
            """
              durable resume order/order-42
            """,
            common,
            terminal) => Add(_execution);

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var id = await run.ResolveAsync(ExecutionArgument.Read(run.Parsed, _execution), cancellationToken);
        await run.AskAsync(client => client.ResumeAsync(id, cancellationToken));
        var resumed = await run.AskAsync(client => client.DescribeAsync(id, includeData: false, cancellationToken));
        var status = WireNames.Of(resumed.Status);
        var hasEnded = resumed.Status != ExecutionStatus.Running;
        if (run.WantsJson)
        {
            run.WriteJson(new ResumeAnswer(resumed.Arn, status));
        }
        else if (hasEnded)
        {
            run.Remark($"{id} has ended {status}: there is nothing to resume. Start it again under another name.");
        }
        else
        {
            run.WriteLine($"{id} {status}");
        }

        return hasEnded ? ExitCode.Conflict : ExitCode.Ok;
    }
}
