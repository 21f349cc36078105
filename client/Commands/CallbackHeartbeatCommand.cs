using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable callback heartbeat</c>.</summary>
internal sealed class CallbackHeartbeatCommand : ApiCommand
{
    private readonly Argument<string> _callback = CallbackCommand.Id();

    public CallbackHeartbeatCommand(CommonOptions common, Terminal terminal)
        : base(
            "heartbeat",
            "Reports that work on a callback goes on and restarts its heartbeat timeout.",
            "  durable callback heartbeat MS9vcmRlci9vcmRlci00Mi8z",
            common,
            terminal)
    {
        Add(_callback);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var callback = run.Parsed.GetRequiredValue(_callback);
        await run.AskAsync(client => client.SendCallbackHeartbeatAsync(callback, cancellationToken));
        CallbackCommand.Confirm(run, "The callback stays open.");
        return ExitCode.Ok;
    }
}
