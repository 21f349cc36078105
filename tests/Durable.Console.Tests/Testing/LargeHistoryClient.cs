using Durable.Model;

namespace Durable.WebConsole.Tests.Testing;

/// <summary>A client with one execution: a batch of very many branches, each a step, a wait and a step.</summary>
internal sealed class LargeHistoryClient(int branches) : IDurableClient
{
    private const int EventsPerBranch = 8;

    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ExecutionDescription _execution = new()
    {
        Id = new ExecutionId("fan", "large"),
        Arn = new ExecutionArn(new ExecutionId("fan", "large"), "1", "run").ToString(),
        FunctionVersion = "1",
        Status = ExecutionStatus.Succeeded,
        StartedAt = s_start,
        EndedAt = s_start.AddHours(1),
    };

    private int Events => 2 + (branches * EventsPerBranch) + 2;

    public Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default) => Task.FromResult(_execution);

    public Task<HistoryPage> GetHistoryAsync(ExecutionId executionId, HistoryQuery? query = null, CancellationToken cancellationToken = default)
    {
        var begin = int.Parse(query?.Marker ?? "0");
        var end = Math.Min(Events, begin + (query?.PageSize ?? 100));
        var page = new HistoryEvent[end - begin];
        for (var i = begin; i < end; i++)
        {
            page[i - begin] = EventAt(i);
        }

        return Task.FromResult(new HistoryPage(page, end < Events ? $"{end}" : null));
    }

    private HistoryEvent EventAt(int index)
    {
        if (index < 2 || index >= Events - 2)
        {
            return (Events - index) switch
            {
                1 => Of(HistoryEventType.ExecutionSucceeded, index, "run", at: 3600),
                2 => Of(HistoryEventType.ContextSucceeded, index, "1", at: 3599),
                _ when index == 0 => Of(HistoryEventType.ExecutionStarted, index, "run", at: 0),
                _ => Of(HistoryEventType.ContextStarted, index, "1", "items", OperationSubTypes.Map, at: 0),
            };
        }

        var branch = (index - 2) / EventsPerBranch;
        var id = $"1-{branch}";
        var began = branch * 3000.0 / branches;
        var failed = branch % 1000 == 999;
        return ((index - 2) % EventsPerBranch) switch
        {
            0 => Of(HistoryEventType.ContextStarted, index, id, $"items[{branch}]", OperationSubTypes.MapIteration, "1", began),
            1 => Of(HistoryEventType.StepStarted, index, $"{id}-1", "fetch", parent: id, at: began),
            2 => Of(HistoryEventType.StepSucceeded, index, $"{id}-1", "fetch", parent: id, at: began + 1),
            3 => Of(HistoryEventType.WaitStarted, index, $"{id}-2", "pause", parent: id, at: began + 1),
            4 => Of(HistoryEventType.WaitSucceeded, index, $"{id}-2", "pause", parent: id, at: began + 60),
            5 => Of(HistoryEventType.StepStarted, index, $"{id}-3", "store", parent: id, at: began + 60),
            6 => Of(failed ? HistoryEventType.StepFailed : HistoryEventType.StepSucceeded, index, $"{id}-3", "store", parent: id, at: began + 61),
            _ => Of(failed ? HistoryEventType.ContextFailed : HistoryEventType.ContextSucceeded, index, id, $"items[{branch}]", OperationSubTypes.MapIteration, "1", began + 61),
        };
    }

    private static HistoryEvent Of(HistoryEventType type, int index, string id, string? name = null, string? subType = null, string? parent = null, double at = 0) =>
        new() { EventType = type, EventId = index + 1, EventTimestamp = s_start.AddSeconds(at), Id = id, Name = name, SubType = subType, ParentId = parent };

    public Task<ExecutionHandle> StartAsync<TInput>(string functionName, TInput input, StartOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ExecutionHandle> StartWithPayloadAsync(string functionName, string? payload, StartOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<TResult> ExecuteAsync<TInput, TResult>(string functionName, TInput input, StartOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ExecutionDescription> WatchAsync(ExecutionId executionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ExecutionHandle GetHandle(ExecutionId executionId) => throw new NotSupportedException();

    public Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<TResult> WaitForResultAsync<TResult>(ExecutionId executionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) => Task.FromResult(new ExecutionPage([], null));

    public Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<DateTimeOffset> StopAsync(ExecutionId executionId, ErrorObject? error = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ResumeAsync(ExecutionId executionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task SendCallbackSuccessAsync<TResult>(string callbackId, TResult result, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task SendCallbackSuccessWithPayloadAsync(string callbackId, string? payload, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task SendCallbackFailureAsync(string callbackId, ErrorObject? error = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task SendCallbackHeartbeatAsync(string callbackId, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
