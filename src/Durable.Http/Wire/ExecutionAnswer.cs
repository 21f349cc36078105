using System.Collections.ObjectModel;
using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Http.Wire;

/// <summary>An execution, as GetDurableExecution answers.</summary>
internal sealed record ExecutionAnswer
{
    public required string DurableExecutionArn { get; init; }

    public required string DurableExecutionName { get; init; }

    public required string FunctionArn { get; init; }

    public required string Version { get; init; }

    public required string Status { get; init; }

    /// <summary>What it is about in the words of the business. Not on the original wire either.</summary>
    public string? BusinessKey { get; init; }

    /// <summary>The tags it was started with; absent when there are none. Not on the original wire either.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public required DateTimeOffset StartTimestamp { get; init; }

    /// <summary>Which run of the execution this is, once it has continued as new. Not on the original wire either.</summary>
    public int? RunNumber { get; init; }

    /// <summary>When the execution's first run was started, once it has continued as new. Not on the original wire either.</summary>
    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public DateTimeOffset? FirstStartTimestamp { get; init; }

    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public DateTimeOffset? EndTimestamp { get; init; }

    /// <summary>Since when it has been parked, because of what the error says. Not on the original wire either.</summary>
    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public DateTimeOffset? ParkedTimestamp { get; init; }

    /// <summary>What it waits for; absent once it has ended. Not on the original wire either.</summary>
    public WaitingAnswer? Waiting { get; init; }

    /// <summary>Why it does not go on as it should; absent while it does. Not on the original wire either.</summary>
    public StuckAnswer? Stuck { get; init; }

    /// <summary>The execution that invoked it, <c>function/name</c>. Not on the original wire either.</summary>
    public string? InvokedBy { get; init; }

    /// <summary>On whose behalf it runs. Not on the original wire either.</summary>
    public string? TenantId { get; init; }

    public string? InputPayload { get; init; }

    public string? Result { get; init; }

    public ErrorObject? Error { get; init; }

    public bool ExecutionDataIncluded { get; init; }

    public DurableConfigAnswer? DurableConfig { get; init; }

    /// <summary>What it has cost so far. Not on the original wire; clients ignore members that they do not know.</summary>
    public required ExecutionUsage Usage { get; init; }

    public static ExecutionAnswer Of(ExecutionDescription execution) => new()
    {
        DurableExecutionArn = execution.Arn,
        DurableExecutionName = execution.Id.Name,
        FunctionArn = WireText.FunctionArnOf(execution.Arn),
        Version = execution.FunctionVersion,
        Status = WireNames.Of(execution.Status),
        BusinessKey = execution.BusinessKey,
        Tags = execution.Tags.Count > 0 ? execution.Tags : null,
        StartTimestamp = execution.StartedAt,
        RunNumber = execution.FirstStartedAt is null ? null : execution.RunNumber,
        FirstStartTimestamp = execution.FirstStartedAt,
        EndTimestamp = execution.EndedAt,
        ParkedTimestamp = execution.ParkedAt,
        Waiting = execution.Waiting is { } waiting ? WaitingAnswer.Of(waiting) : null,
        Stuck = execution.Stuck is { } stuck ? StuckAnswer.Of(stuck) : null,
        InvokedBy = execution.InvokedBy?.ToString(),
        TenantId = execution.TenantId,
        InputPayload = execution.Input,
        Result = execution.Result,
        Error = execution.Error,
        ExecutionDataIncluded = execution.DataIncluded,
        DurableConfig = DurableConfigAnswer.Of(execution),
        Usage = execution.Usage,
    };

    /// <summary>Reads the answer.</summary>
    /// <exception cref="FormatException">It names no execution, or a status that is not known.</exception>
    public ExecutionDescription ToDescription() => new()
    {
        Id = WireText.ArnOf(DurableExecutionArn).Id,
        Arn = DurableExecutionArn,
        FunctionVersion = Version ?? "",
        InvokedBy = ExecutionId.TryParse(InvokedBy, out var invoker) ? invoker : null,
        TenantId = TenantId,
        Status = WireText.StatusOf(Status),
        StartedAt = StartTimestamp,
        RunNumber = RunNumber ?? 1,
        FirstStartedAt = FirstStartTimestamp,
        BusinessKey = BusinessKey,
        Tags = Tags ?? ReadOnlyDictionary<string, string>.Empty,
        EndedAt = EndTimestamp,
        ParkedAt = ParkedTimestamp,
        Waiting = Waiting?.ToWaiting(),
        Stuck = Stuck?.ToFinding(),
        ExecutionTimeout = DurableConfig?.ToExecutionTimeout(),
        Retention = DurableConfig?.ToRetention(),
        DataIncluded = ExecutionDataIncluded,
        Input = InputPayload,
        Result = Result,
        Error = Error,
        Usage = Usage ?? new ExecutionUsage(),
    };
}
