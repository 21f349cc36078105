using Durable.Core.Contexts;
using Durable.Core.Engine;

namespace Durable.Core.Operations;

/// <summary>A call of an operation that keeps the execution busy as long as it is not parked.</summary>
internal static class LeafCall
{
    /// <summary>Hands over what comes of a call, in its place. Its activity has begun, and ends with it.</summary>
    /// <param name="context">The context that the call is made on.</param>
    /// <param name="call">The call.</param>
    /// <param name="outcome">Comes to the outcome; what it throws is handed over like a result.</param>
    public static async Task<T> FinishAsync<T>(DurableContext context, HandOver call, ValueTask<T> outcome)
    {
        var channel = context.Channel;
        try
        {
            var result = await outcome;
            channel.PlaceCall(call);
            await call.WhenDue;
            context.See(call);
            return result;
        }
        catch (PayloadSerializationException exception) when (!call.IsOver)
        {
            // Neither a retry nor a replay can mend it.
            return await channel.FailExecutionAsync<T>(exception);
        }
        catch (Exception exception) when (call.Fails(exception, channel.CancellationToken))
        {
            channel.PlaceCall(call);
            await call.WhenDue;
            context.See(call);
            throw;
        }
        finally
        {
            channel.EndCall(call);
            channel.EndActivity();
        }
    }
}
