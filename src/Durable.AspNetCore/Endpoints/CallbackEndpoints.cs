using Durable.AspNetCore.Answers;
using Durable.AspNetCore.Requests;
using Durable.Http.Wire;

namespace Durable.AspNetCore.Endpoints;

/// <summary>What can be done to a callback by whoever has its id.</summary>
internal sealed class CallbackEndpoints(IDurableClient client)
{
    public async Task SucceedAsync(HttpContext context)
    {
        var result = await CallbackResult.ReadAsync(context.Request);
        await client.SendCallbackSuccessWithPayloadAsync(IdOf(context), result, context.RequestAborted);
        await WireJson.WriteAsync(context, new CallbackAnswer());
    }

    public async Task FailAsync(HttpContext context)
    {
        var error = await ErrorBody.ReadAsync(context.Request);
        await client.SendCallbackFailureAsync(IdOf(context), error, context.RequestAborted);
        await WireJson.WriteAsync(context, new CallbackAnswer());
    }

    public async Task HeartbeatAsync(HttpContext context)
    {
        await client.SendCallbackHeartbeatAsync(IdOf(context), context.RequestAborted);
        await WireJson.WriteAsync(context, new CallbackAnswer());
    }

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["callbackId"]!;
}
