using System.Collections.Concurrent;
using System.Diagnostics;
using Durable.Core.Contexts;
using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Diagnostics;

/// <summary>
/// The segments of child contexts, batches and branches in one invocation: each begins with the first record in its context, and ends with the context or
/// with the invocation. Used in the execution's turns, but for <see cref="Of"/>.
/// </summary>
/// <param name="telemetry">The host's.</param>
/// <param name="invocation">The invocation.</param>
internal sealed class ContextSpans(EngineTelemetry telemetry, Activity invocation)
{
    /// <summary>Most branches of a batch that have segments. What happens in the others hangs on the batch.</summary>
    public const int MaxBranches = 100;

    private readonly ConcurrentDictionary<string, Activity> _hooks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Activity> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _branches = new(StringComparer.Ordinal);

    /// <summary>What an operation hangs on. Any thread may ask.</summary>
    /// <param name="contextId">Its context; null for the function itself.</param>
    public Activity Of(string? contextId) => contextId is not null && _hooks.TryGetValue(contextId, out var segment) ? segment : invocation;

    /// <summary>Something was recorded of an operation.</summary>
    /// <param name="operation">Its new state.</param>
    /// <param name="log">All operations.</param>
    public void Note(Operation operation, OperationLog log)
    {
        if (operation.Type != OperationType.Context)
        {
            Begin(operation.ParentId, log);
        }
        else if (operation.IsTerminal)
        {
            End(operation);
        }
        else
        {
            Begin(operation.Id, log);
        }
    }

    /// <summary>The invocation is over.</summary>
    public void End()
    {
        _hooks.Clear();
        foreach (var segment in _segments.Values)
        {
            Stop(segment, OperationStatus.Started);
        }

        _segments.Clear();
    }

    private Activity Begin(string? contextId, OperationLog log)
    {
        if (contextId is null || _hooks.TryGetValue(contextId, out var known))
        {
            return Of(contextId);
        }

        if (log.Find(contextId) is not { } context)
        {
            return invocation;
        }

        var parent = Begin(context.ParentId, log);
        var segment = IsOneTooMany(context) ? parent : Create(context, parent);
        _hooks[contextId] = segment;
        return segment;
    }

    private bool IsOneTooMany(Operation context)
    {
        if (context is not { ParentId: { } batch, SubType: OperationSubTypes.MapIteration or OperationSubTypes.ParallelBranch })
        {
            return false;
        }

        var count = _branches.GetValueOrDefault(batch);
        _branches[batch] = count + 1;
        return count >= MaxBranches;
    }

    private Activity Create(Operation context, Activity parent)
    {
        var segment = EngineTelemetry.Create(
            SpanCatalogue.Context, parent, new OperationIdentity(context.Id, context.ParentId, context.Name), context.Type, context.SubType, []);
        if (segment is null)
        {
            return parent;
        }

        EngineTelemetry.Start(segment, telemetry.TimeProvider.GetUtcNow());
        _segments[context.Id] = segment;
        return segment;
    }

    private void End(Operation context)
    {
        _hooks.TryRemove(context.Id, out _);
        if (_segments.Remove(context.Id, out var segment))
        {
            Stop(segment, context.Status);
        }
    }

    private void Stop(Activity segment, OperationStatus status)
    {
        segment.SetTag(TelemetryTags.OperationStatus, WireNames.Of(status));
        EngineTelemetry.Stop(segment, telemetry.TimeProvider.GetUtcNow());
    }
}
