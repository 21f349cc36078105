namespace Durable.Samples.Earthquakes;

/// <summary>
/// Scores a week of earthquakes. Every event is a branch of one map: it is checked, left alone for a while because new events are still
/// revised, and then scored. Events that are no earthquakes fail their branch, and the rest goes on.
/// </summary>
/// <param name="journal">Is told of every step body that runs.</param>
public sealed class EarthquakeReport(IStepJournal journal) : IDurableFunction<EarthquakeReportRequest, EarthquakeSummary>
{
    /// <summary>Name under which it is registered.</summary>
    public const string FunctionName = "earthquake-report";

    /// <summary>Name of an event's first step.</summary>
    public const string CheckStep = "check";

    /// <summary>Name of an event's second step, after its wait.</summary>
    public const string ScoreStep = "score";

    // A blast stays a blast, however often one looks.
    private static readonly StepConfig s_checking = new()
    {
        RetryStrategy = RetryStrategy.FromDelegate(static (exception, attempt) => exception is NotAnEarthquakeException
            ? RetryDecision.DoNotRetry()
            : RetryStrategy.Transient.ShouldRetry(exception, attempt)),
    };

    private static readonly MapConfig<Earthquake> s_everyEvent = new()
    {
        CompletionConfig = CompletionConfig.AllCompleted(),
        ItemNamer = static (earthquake, _) => earthquake.Id,
    };

    /// <inheritdoc/>
    public async Task<EarthquakeSummary> RunAsync(EarthquakeReportRequest input, IDurableContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        var settle = TimeSpan.FromSeconds(input.SettleSeconds);
        var events = EarthquakeCatalogue.Rows.Take(input.Limit ?? int.MaxValue).ToArray();

        var scores = await context.MapAsync(
            events,
            async (branch, earthquake, _, _, ct) =>
            {
                var origin = await StepAsync(branch, CheckStep, () => Seismology.Check(earthquake), s_checking);
                await branch.WaitAsync(settle, "settle", ct);
                return await StepAsync(branch, ScoreStep, () => Seismology.Score(earthquake, origin));
            },
            "events",
            s_everyEvent);

        return await StepAsync(context, "summarize", () => EarthquakeSummary.Of(scores.GetResults(), scores.FailureCount));
    }

    private Task<T> StepAsync<T>(IDurableContext context, string name, Func<T> body, StepConfig? config = null) => context.StepAsync(
        async (step, cancellationToken) =>
        {
            await journal.RecordAsync(context.ExecutionContext, step, name, cancellationToken);
            return body();
        },
        name,
        config);
}
