using System.Security.Cryptography;
using System.Text;
using Durable.Core.Functions;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>The run that follows one that continues as new.</summary>
/// <param name="Function">The newest version of the function.</param>
/// <param name="Payload">The serialized input.</param>
/// <param name="Input">The input.</param>
/// <param name="StartedAt">When it begins.</param>
internal sealed record NextRun(DurableFunctionDefinition Function, string Payload, object? Input, DateTimeOffset StartedAt)
{
    /// <summary>Set when somebody has stopped the execution in between: the next run ends before it has done anything.</summary>
    public ErrorObject? StoppedWith { get; init; }

    /// <summary>The next run's first head.</summary>
    /// <param name="ended">The last head of the run before.</param>
    /// <param name="firstInputDigest">Of the execution's first run; only looked at where <paramref name="ended"/> is of that.</param>
    /// <param name="activationId">Of the activation that writes it.</param>
    /// <param name="wakeUp">When somebody must look after it.</param>
    public ExecutionHead Head(ExecutionHead ended, string firstInputDigest, string activationId, WakeUp wakeUp) => ended with
    {
        RunId = RunIdAfter(ended.RunId),
        Version = ended.Version + 1,
        CommitId = HeadTransition.CommitId(activationId, ended.Version + 1),
        FunctionVersion = Function.Options.Version,
        StartedAt = StartedAt,
        Continuation = ended.Continuation is { } continuation
            ? continuation with { RunNumber = continuation.RunNumber + 1 }
            : new Continuation(2, ended.RunId, ended.StartedAt, firstInputDigest),
        ExecutionTimeout = Function.Options.ExecutionTimeout,
        Retention = Function.Options.Retention,
        WakeUp = wakeUp,
        Operations = 0,
        LogBytes = 0,
        Input = Payload,
        Result = null,
        Error = null,
    };

    /// <summary>Runs it, in the first turn of its activation.</summary>
    public void Begin(Execution execution)
    {
        if (StoppedWith is null)
        {
            execution.Start(Input);
        }
        else
        {
            execution.Stop(StoppedWith);
        }
    }

    // The same on every try: what a try that died has left in the store is then told from what was never this execution's.
    private static string RunIdAfter(string runId)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{runId}/next")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
