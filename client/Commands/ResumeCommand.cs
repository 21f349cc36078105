using System.CommandLine;
using Durable.CommandLine.Api;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable resume</c>.</summary>
internal sealed class ResumeCommand : ApiCommand
{
    private readonly Argument<string> _execution = ExecutionArgument.Create();

    public ResumeCommand(CommonOptions common, Terminal terminal)
        : base(
            "resume",
            "Lets a parked execution go on, after what its error says has been mended. On one that runs it changes nothing; one that has ended cannot be resumed.",
            """
              durable resume order/order-42
            """,
            common,
            terminal) => Add(_execution);

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var execution = run.Parsed.GetRequiredValue(_execution);
        var answer = await run.Api.ResumeAsync(execution, cancellationToken);
        var status = answer.Root.Text("Status") ?? throw Unreadable.Answer();
        var hasEnded = status != "RUNNING";
        if (run.WantsJson)
        {
            run.WriteLine(answer.Json);
        }
        else if (hasEnded)
        {
            run.Remark($"{ShortId.Of(execution)} has ended {status}: there is nothing to resume. Start it again under another name.");
        }
        else
        {
            run.WriteLine($"{ShortId.Of(execution)} {status}");
        }

        return hasEnded ? ExitCode.Conflict : ExitCode.Ok;
    }
}
