using Durable.Core.Functions;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>Makes the first head of an execution.</summary>
internal static class NewExecution
{
    public static ExecutionHead Create(ExecutionId id, DurableFunctionDefinition function, string? input, DateTimeOffset now, TimeSpan? leaseDuration, StartOptions? options = null)
    {
        var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var runId = Guid.CreateVersion7(startedAt).ToString();
        return new ExecutionHead
        {
            Id = id,
            RunId = runId,
            Version = 1,
            CommitId = runId,
            Status = ExecutionStatus.Running,
            FunctionVersion = function.Options.Version,
            StartedAt = startedAt,
            ExecutionTimeout = function.Options.ExecutionTimeout,
            Retention = function.Options.Retention,
            WakeUp = new WakeUp(startedAt + (leaseDuration ?? TimeSpan.Zero), WakeUpKind.Lease),
            BusinessKey = options?.BusinessKey,
            Tags = TagSet.Of(options?.Tags),
            Input = input,
        };
    }
}
