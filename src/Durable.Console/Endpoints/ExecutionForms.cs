using Durable.Model;

namespace Durable.WebConsole.Endpoints;

/// <summary>What can be done about an execution.</summary>
internal static class ExecutionForms
{
    public static async Task<string> StartAsync(HttpContext context, IFormCollection form)
    {
        var request = context.RequestServices.GetRequiredService<ConsoleRequest>();
        var options = new StartOptions
        {
            Name = Value(form, "name"),
            BusinessKey = Value(form, "key"),
            Tags = TagText.Read(form["tags"]),
        };
        var handle = await Client(context).StartWithPayloadAsync(request.Segment("function"), Value(form, "input"), options, context.RequestAborted);
        return $"{request.Link(handle.Id)}?done={Notice.Started}";
    }

    public static async Task<string> StopAsync(HttpContext context, IFormCollection form)
    {
        var request = context.RequestServices.GetRequiredService<ConsoleRequest>();
        var id = ExecutionPath.Read(request);
        await Client(context).StopAsync(id, ErrorOf(form), context.RequestAborted);
        return $"{request.Link(id)}?done={Notice.Stopped}";
    }

    public static async Task<string> ResumeAsync(HttpContext context, IFormCollection form)
    {
        var request = context.RequestServices.GetRequiredService<ConsoleRequest>();
        var id = ExecutionPath.Read(request);
        await Client(context).ResumeAsync(id, context.RequestAborted);
        return $"{request.Link(id)}?done={Notice.Resumed}";
    }

    public static async Task<string> CallbackAsync(HttpContext context, IFormCollection form)
    {
        var request = context.RequestServices.GetRequiredService<ConsoleRequest>();
        var callbackId = Value(form, "id")?.Trim() ?? throw new ConsoleRefusal(StatusCodes.Status400BadRequest, "Which callback? Paste its id.");
        var action = form["action"].ToString();
        switch (action)
        {
            case Notice.Succeeded:
                await Client(context).SendCallbackSuccessWithPayloadAsync(callbackId, Value(form, "result"), context.RequestAborted);
                break;

            case Notice.Failed:
                await Client(context).SendCallbackFailureAsync(callbackId, ErrorOf(form), context.RequestAborted);
                break;

            case Notice.Heartbeat:
                await Client(context).SendCallbackHeartbeatAsync(callbackId, context.RequestAborted);
                break;

            default:
                throw new ConsoleRefusal(StatusCodes.Status400BadRequest, "Nothing was done: the form does not say what to do.");
        }

        return $"{request.Link("callbacks")}?done={action}";
    }

    private static IDurableClient Client(HttpContext context) => context.RequestServices.GetRequiredService<IDurableClient>();

    private static ErrorObject? ErrorOf(IFormCollection form) =>
        Value(form, "reason") is { } reason ? new ErrorObject { ErrorType = Value(form, "type"), ErrorMessage = reason } : null;

    private static string? Value(IFormCollection form, string name) => form[name] is [{ Length: > 0 } value] ? value : null;
}
