namespace Durable.Samples.Earthquakes;

/// <summary>
/// Scores a week of earthquakes. Every event is a branch of one map: it is left alone for a while because new events are still revised,
/// then checked, and then scored. Events that are no earthquakes fail their branch, and the rest goes on.
/// </summary>
/// <param name="journal">Is told of every step body that runs.</param>
/// <param name="scoring">Scores an earthquake.</param>
public sealed class EarthquakeReport(IStepJournal journal, ScoringService scoring) : IDurableFunction<EarthquakeReportRequest, EarthquakeSummary>
{
    /// <summary>Name under which it is registered.</summary>
    public const string FunctionName = "earthquake-report";

    /// <summary>Name of an event's first step.</summary>
    public const string CheckStep = "check";

    /// <summary>Name of an event's second step, after its wait.</summary>
    public const string ScoreStep = "score";

    private const string SummarizeStep = "summarize";

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

    /// <summary>How many events there are.</summary>
    public static int EventCount => EarthquakeCatalogue.Rows.Count;

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
                await branch.WaitAsync(settle, "settle", ct);

                var origin = await branch.StepAsync(
                    async (step, stepToken) =>
                    {
                        await journal.RecordAsync(context.ExecutionContext, step, CheckStep, stepToken);
                        return Seismology.Check(earthquake);
                    },
                    CheckStep,
                    s_checking,
                    ct);

                return await branch.StepAsync(
                    async (step, stepToken) =>
                    {
                        using var turn = await scoring.EnterAsync(stepToken);
                        await journal.RecordAsync(context.ExecutionContext, step, ScoreStep, stepToken);
                        return await scoring.ScoreAsync(earthquake, origin, stepToken);
                    },
                    ScoreStep,
                    cancellationToken: ct);
            },
            "events",
            s_everyEvent);

        return await context.StepAsync(
            async (step, stepToken) =>
            {
                await journal.RecordAsync(context.ExecutionContext, step, SummarizeStep, stepToken);
                return EarthquakeSummary.Of(scores.GetResults(), scores.FailureCount);
            },
            SummarizeStep);
    }
}
