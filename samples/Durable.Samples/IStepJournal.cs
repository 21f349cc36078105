namespace Durable.Samples;

/// <summary>
/// Is told of every step body that really runs, so that somebody outside the engine can check what ran, and how often. Only
/// <c>earthquake-report</c> keeps one; a function has no need of it.
/// </summary>
public interface IStepJournal
{
    /// <summary>A body is about to do its work; it begins when the returned task is done.</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="step">The attempt that runs.</param>
    /// <param name="name">Name of the step.</param>
    /// <param name="cancellationToken">Gives up waiting; the body does not begin.</param>
    Task RecordAsync(IExecutionContext execution, IStepContext step, string name, CancellationToken cancellationToken);
}
