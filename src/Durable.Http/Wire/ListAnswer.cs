using System.Collections.ObjectModel;
using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Http.Wire;

/// <summary>A page of executions, as ListDurableExecutionsByFunction answers.</summary>
internal sealed record ListAnswer(IReadOnlyList<ListedExecutionAnswer> DurableExecutions, string? NextMarker)
{
    public static ListAnswer Of(ExecutionPage page) => new([.. page.Executions.Select(ListedExecutionAnswer.Of)], page.NextMarker);

    /// <summary>Reads the answer; null when it is another kind of answer.</summary>
    /// <exception cref="FormatException">An execution of it cannot be read.</exception>
    public ExecutionPage? ToPage() => DurableExecutions is null ? null : new([.. DurableExecutions.Select(static execution => execution.ToSummary())], NextMarker);
}

/// <summary>An execution in a list.</summary>
internal sealed record ListedExecutionAnswer
{
    public required string DurableExecutionArn { get; init; }

    public required string DurableExecutionName { get; init; }

    public required string FunctionArn { get; init; }

    public required string Status { get; init; }

    /// <inheritdoc cref="ExecutionAnswer.BusinessKey"/>
    public string? BusinessKey { get; init; }

    /// <inheritdoc cref="ExecutionAnswer.Tags"/>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public required DateTimeOffset StartTimestamp { get; init; }

    /// <inheritdoc cref="ExecutionAnswer.RunNumber"/>
    public int? RunNumber { get; init; }

    /// <inheritdoc cref="ExecutionAnswer.FirstStartTimestamp"/>
    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public DateTimeOffset? FirstStartTimestamp { get; init; }

    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public DateTimeOffset? EndTimestamp { get; init; }

    /// <inheritdoc cref="ExecutionAnswer.ParkedTimestamp"/>
    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public DateTimeOffset? ParkedTimestamp { get; init; }

    /// <summary>What its head says that it waits for. Not on the original wire either.</summary>
    public WaitAnswer? Waiting { get; init; }

    /// <inheritdoc cref="ExecutionAnswer.Stuck"/>
    public StuckAnswer? Stuck { get; init; }

    public static ListedExecutionAnswer Of(ExecutionSummary execution) => new()
    {
        DurableExecutionArn = execution.Arn,
        DurableExecutionName = execution.Id.Name,
        FunctionArn = WireText.FunctionArnOf(execution.Arn),
        Status = WireNames.Of(execution.Status),
        BusinessKey = execution.BusinessKey,
        Tags = execution.Tags.Count > 0 ? execution.Tags : null,
        StartTimestamp = execution.StartedAt,
        RunNumber = execution.FirstStartedAt is null ? null : execution.RunNumber,
        FirstStartTimestamp = execution.FirstStartedAt,
        EndTimestamp = execution.EndedAt,
        ParkedTimestamp = execution.ParkedAt,
        Waiting = execution.Waiting is { } wait ? WaitAnswer.Of(wait) : null,
        Stuck = execution.Stuck is { } stuck ? StuckAnswer.Of(stuck) : null,
    };

    /// <inheritdoc cref="ExecutionAnswer.ToDescription"/>
    public ExecutionSummary ToSummary()
    {
        var arn = WireText.ArnOf(DurableExecutionArn);
        return new ExecutionSummary
        {
            Id = arn.Id,
            Arn = DurableExecutionArn,
            FunctionVersion = arn.FunctionVersion,
            Status = WireText.StatusOf(Status),
            StartedAt = StartTimestamp,
            RunNumber = RunNumber ?? 1,
            FirstStartedAt = FirstStartTimestamp,
            BusinessKey = BusinessKey,
            Tags = Tags ?? ReadOnlyDictionary<string, string>.Empty,
            EndedAt = EndTimestamp,
            ParkedAt = ParkedTimestamp,
            Waiting = Waiting?.ToWait(),
            Stuck = Stuck?.ToFinding(),
        };
    }
}
