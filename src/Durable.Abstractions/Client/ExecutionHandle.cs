using Durable.Model;

namespace Durable;

/// <summary>An execution as a client holds it.</summary>
/// <param name="client">The client that asks.</param>
/// <param name="id">The execution.</param>
public class ExecutionHandle(IDurableClient client, ExecutionId id)
{
    /// <summary>The execution.</summary>
    public ExecutionId Id { get; } = id;

    /// <summary>The execution's unique name in wire form, as its start was answered; null on a handle that no start has returned.</summary>
    public string? Arn { get; init; }

    /// <summary>The version of the function that the execution runs, as its start was answered; null on a handle that no start has returned.</summary>
    public string? FunctionVersion { get; init; }

    private protected IDurableClient Client { get; } = client;

    /// <summary>The same execution with a typed result.</summary>
    /// <typeparam name="TResult">Type of the function's result.</typeparam>
    public ExecutionHandle<TResult> WithResult<TResult>() => new(Client, Id) { Arn = Arn, FunctionVersion = FunctionVersion };

    /// <inheritdoc cref="IDurableClient.WaitForCompletionAsync"/>
    public Task<ExecutionDescription> WaitForCompletionAsync(CancellationToken cancellationToken = default) =>
        Client.WaitForCompletionAsync(Id, cancellationToken);

    /// <inheritdoc cref="IDurableClient.DescribeAsync"/>
    public Task<ExecutionDescription> DescribeAsync(bool includeData = true, CancellationToken cancellationToken = default) =>
        Client.DescribeAsync(Id, includeData, cancellationToken);

    /// <inheritdoc cref="IDurableClient.WatchAsync"/>
    public IAsyncEnumerable<ExecutionDescription> WatchAsync(CancellationToken cancellationToken = default) => Client.WatchAsync(Id, cancellationToken);

    /// <inheritdoc cref="IDurableClient.GetHistoryAsync"/>
    public Task<HistoryPage> GetHistoryAsync(HistoryQuery? query = null, CancellationToken cancellationToken = default) =>
        Client.GetHistoryAsync(Id, query, cancellationToken);

    /// <inheritdoc cref="IDurableClient.StopAsync"/>
    public Task<DateTimeOffset> StopAsync(ErrorObject? error = null, CancellationToken cancellationToken = default) =>
        Client.StopAsync(Id, error, cancellationToken);

    /// <inheritdoc cref="IDurableClient.ResumeAsync"/>
    public Task ResumeAsync(CancellationToken cancellationToken = default) => Client.ResumeAsync(Id, cancellationToken);
}

/// <summary>An execution whose result type is known.</summary>
/// <typeparam name="TResult">Type of the function's result.</typeparam>
/// <param name="client">The client that asks.</param>
/// <param name="id">The execution.</param>
public sealed class ExecutionHandle<TResult>(IDurableClient client, ExecutionId id) : ExecutionHandle(client, id)
{
    /// <inheritdoc cref="IDurableClient.WaitForResultAsync{TResult}"/>
    public Task<TResult> WaitForResultAsync(CancellationToken cancellationToken = default) =>
        Client.WaitForResultAsync<TResult>(Id, cancellationToken);
}
