using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable callback succeed</c>.</summary>
internal sealed class CallbackSucceedCommand : ApiCommand
{
    private readonly Argument<string> _callback = CallbackCommand.Id();
    private readonly InputOptions _result = new("result", "result", DurableLimits.MaxOperationPayloadBytes);

    public CallbackSucceedCommand(CommonOptions common, Terminal terminal)
        : base(
            "succeed",
            "Completes a callback with a result. The function goes on.",
            """
              durable callback succeed MS9vcmRlci9vcmRlci00Mi8z
              durable callback succeed MS9vcmRlci9vcmRlci00Mi8z --result '{"approved":true}'
            """,
            common,
            terminal)
    {
        Add(_callback);
        _result.AddTo(this);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var result = await _result.ReadAsync(run, cancellationToken);
        var callback = run.Parsed.GetRequiredValue(_callback);
        await run.AskAsync(client => client.SendCallbackSuccessWithPayloadAsync(callback, result, cancellationToken));
        CallbackCommand.Confirm(run, "The callback has succeeded.");
        return ExitCode.Ok;
    }
}
