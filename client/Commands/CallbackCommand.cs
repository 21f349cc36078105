using System.CommandLine;
using Durable.Http.Wire;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable callback</c>.</summary>
internal sealed class CallbackCommand : Command, IHasExamples
{
    public CallbackCommand(CommonOptions common, Terminal terminal)
        : base("callback", "Completes a callback of an execution, or keeps it open.")
    {
        Add(new CallbackSucceedCommand(common, terminal));
        Add(new CallbackFailCommand(common, terminal));
        Add(new CallbackHeartbeatCommand(common, terminal));
    }

    public string Examples => """
          durable callback succeed MS9vcmRlci9vcmRlci00Mi8z --result '{"approved":true}'
          durable callback fail MS9vcmRlci9vcmRlci00Mi8z --error-message 'too expensive'
          durable callback heartbeat MS9vcmRlci9vcmRlci00Mi8z
        """;

    public static Argument<string> Id() => new("callback-id")
    {
        Description = "The id that the function gave out; 'durable history' shows it too.",
    };

    /// <summary>Says that what was asked for has been done.</summary>
    public static void Confirm(CommandRun run, string text)
    {
        if (run.WantsJson)
        {
            run.WriteJson(new CallbackAnswer());
        }
        else
        {
            run.WriteLine(text);
        }
    }
}
