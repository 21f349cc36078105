using Durable.Model;

namespace Durable.CommandLine.Api;

/// <summary>What commands ask, and answers in the JSON of the wire. A call that fails ends the command with <see cref="CommandFailure"/>.</summary>
internal interface IDurableApi : IAsyncDisposable
{
    Task<StartedExecution> StartAsync(string function, StartOptions options, string? input, CancellationToken cancellationToken);

    /// <summary>Waits a bounded time; the answer's status says whether the execution has ended.</summary>
    Task<ApiAnswer> GetResultAsync(string execution, int waitSeconds, CancellationToken cancellationToken);

    Task<ApiAnswer> DescribeAsync(string execution, bool includeData, CancellationToken cancellationToken);

    Task<ApiAnswer> GetHistoryAsync(string execution, bool includeData, bool reverse, int pageSize, string? marker, CancellationToken cancellationToken);

    Task<ApiAnswer> ListAsync(ListRequest list, CancellationToken cancellationToken);

    /// <summary>Sums of what one page of executions has cost, by function.</summary>
    Task<ApiAnswer> SumUsageAsync(ListRequest list, CancellationToken cancellationToken);

    Task<ApiAnswer> StopAsync(string execution, string? reason, CancellationToken cancellationToken);

    Task<ApiAnswer> ResumeAsync(string execution, CancellationToken cancellationToken);

    Task<ApiAnswer> SucceedCallbackAsync(string callbackId, string? result, CancellationToken cancellationToken);

    Task<ApiAnswer> FailCallbackAsync(string callbackId, ErrorObject error, CancellationToken cancellationToken);

    Task<ApiAnswer> HeartbeatCallbackAsync(string callbackId, CancellationToken cancellationToken);
}
