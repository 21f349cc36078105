namespace Durable.Samples;

/// <summary>Writes nothing down.</summary>
internal sealed class NoStepJournal : IStepJournal
{
    public Task RecordAsync(IExecutionContext execution, IStepContext step, string name, CancellationToken cancellationToken) => Task.CompletedTask;
}
