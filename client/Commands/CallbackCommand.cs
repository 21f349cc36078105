using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable callback</c>.</summary>
internal static class CallbackCommand
{
    public static Command Create(CommonOptions common, Terminal terminal) => new("callback", "Completes a callback of an execution, or keeps it open.")
    {
        new CallbackSucceedCommand(common, terminal),
        new CallbackFailCommand(common, terminal),
        new CallbackHeartbeatCommand(common, terminal),
    };

    public static Argument<string> Id() => new("callback-id")
    {
        Description = "The id that the function gave out; 'durable history' shows it too.",
    };
}
