using Durable.Core.Engine.Invokes;
using Durable.Core.Functions;
using Durable.Core.Serialization;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>Makes the first head of an execution.</summary>
internal static class NewExecution
{
    /// <summary>
    /// An execution that another one has invoked. Its name is its run: whoever starts it once more finds that it is the same, and by the commit
    /// that it is not his.
    /// </summary>
    public static ExecutionHead Create(InvokedStart start, DurableFunctionDefinition function, DateTimeOffset now, TimeSpan? leaseDuration) =>
        Create(start.Options.ExecutionId, function, start.Payload, now, leaseDuration) with
        {
            RunId = start.Options.ExecutionName,
            CommitId = Guid.NewGuid().ToString("N"),
            Invoker = start.Invoker,
            TenantId = start.Options.TenantId,
        };

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
            Input = WellFormedText.Of(input),
        };
    }
}
