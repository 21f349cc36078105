using System.CommandLine;
using Durable.Model;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable callback fail</c>.</summary>
internal sealed class CallbackFailCommand : ApiCommand
{
    private readonly Argument<string> _callback = CallbackCommand.Id();
    private readonly Option<string?> _message = new("--error-message") { Description = "What went wrong.", HelpName = "text" };
    private readonly Option<string?> _type = new("--error-type") { Description = "Kind of the error, for code that tells them apart.", HelpName = "name" };
    private readonly Option<string?> _data = new("--error-data") { Description = "Data for machines.", HelpName = "text" };

    public CallbackFailCommand(CommonOptions common, Terminal terminal)
        : base(
            "fail",
            "Completes a callback with a failure. The function goes on, with an exception.",
            """
              durable callback fail MS9vcmRlci9vcmRlci00Mi8z
              durable callback fail MS9vcmRlci9vcmRlci00Mi8z --error-type Rejected --error-message 'too expensive'
            """,
            common,
            terminal)
    {
        Add(_callback);
        Add(_message);
        Add(_type);
        Add(_data);
    }

    protected override async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var error = new ErrorObject
        {
            ErrorMessage = run.Parsed.GetValue(_message),
            ErrorType = run.Parsed.GetValue(_type),
            ErrorData = run.Parsed.GetValue(_data),
        };
        var callback = run.Parsed.GetRequiredValue(_callback);
        await run.AskAsync(client => client.SendCallbackFailureAsync(callback, error, cancellationToken));
        CallbackCommand.Confirm(run, "The callback has failed.");
        return ExitCode.Ok;
    }
}
