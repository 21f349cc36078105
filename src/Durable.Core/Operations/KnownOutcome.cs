using Durable.Core.Contexts;
using Durable.Core.Engine;

namespace Durable.Core.Operations;

/// <summary>A result that is known when its call is made, as it is on replay: the function sees it in its place.</summary>
internal sealed class KnownOutcome<T> : TaskCompletionSource<T>
{
    private static readonly Action<object?> s_complete = static outcome => ((KnownOutcome<T>)outcome!).Complete();

    private readonly DurableContext _context;
    private readonly HandOver _call;
    private readonly T _result;

    private KnownOutcome(DurableContext context, HandOver call, T result)
    {
        _context = context;
        _call = call;
        _result = result;
    }

    /// <summary>The task of the call. Its activity has begun, and ends with it.</summary>
    public static Task<T> HandOverAsync(DurableContext context, HandOver call, T result)
    {
        var outcome = new KnownOutcome<T>(context, call, result);
        call.ContinueWith(s_complete, outcome);
        return outcome.Task;
    }

    private void Complete()
    {
        _context.See(_call);
        _context.Channel.EndCall(_call);
        _context.Channel.EndActivity();
        SetResult(_result);
    }
}
