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
            "Lets a parked execution go on, after what its error says has been mended. On any other it changes nothing.",
            """
              durable resume order/order-42
            """,
            common,
            terminal) => Add(_execution);

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var execution = run.Parsed.GetRequiredValue(_execution);
        var answer = await run.Api.ResumeAsync(execution, cancellationToken);
        run.WriteLine(run.WantsJson ? answer.Json : $"{ShortId.Of(execution)} {answer.Root.Text("Status")}");
        return ExitCode.Ok;
    }
}
