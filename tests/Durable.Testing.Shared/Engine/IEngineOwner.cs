using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Hosting;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>Whoever keeps activations hears here what becomes of them: all but what a test looks at by itself is optional.</summary>
internal interface IEngineOwner
{
    /// <summary>How its executions reach each other.</summary>
    IExecutionPeers Peers => throw new NotSupportedException("There is one execution.");

    /// <summary>The execution has ended.</summary>
    void OnClosed(EngineActivation activation, EndedExecution ended)
    {
    }

    /// <summary>The execution continues as new.</summary>
    void OnContinued(EngineActivation activation, NextRun next, ExecutionHead head);

    /// <summary>The execution has left memory.</summary>
    void OnReleased(EngineActivation activation)
    {
    }

    /// <summary>The activation has given itself up.</summary>
    void OnFaulted(EngineActivation activation, ExecutionHead head)
    {
    }
}
