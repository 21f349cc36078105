using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Core.Operations.Contexts;

/// <summary>A call of an operation that is a context: its outcome is handed over in its place, like that of any other.</summary>
internal static class ContextCall
{
    /// <summary>Runs the operation and hands over what comes of it.</summary>
    /// <param name="context">The context that the call is made on.</param>
    /// <param name="identity">The operation.</param>
    /// <param name="kind">Which record decides when the function goes on.</param>
    /// <param name="run">Comes to the outcome; what it throws is handed over like a result.</param>
    public static async Task<T> RunAsync<T>(DurableContext context, OperationIdentity identity, HandOverKind kind, Func<Task<T>> run)
    {
        var channel = context.Channel;
        var call = channel.BeginCall(identity, OperationType.Context, kind, number: 1);
        try
        {
            var result = await run();
            await HandOverAsync(context, call);
            return result;
        }
        catch (Exception exception) when (call.Fails(exception, channel.CancellationToken))
        {
            await HandOverAsync(context, call);
            throw;
        }
        finally
        {
            channel.EndCall(call);
        }
    }

    // What runs in a context keeps the execution busy; when that is over, the hand-over does.
    private static async ValueTask HandOverAsync(DurableContext context, HandOver call)
    {
        context.Channel.BeginActivity();
        try
        {
            context.Channel.PlaceCall(call);
            await call.WhenDue;
            context.See(call);
        }
        finally
        {
            context.Channel.EndActivity();
        }
    }
}
