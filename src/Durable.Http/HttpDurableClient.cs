using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Durable.Http.Calls;
using Durable.Http.Wire;
using Durable.Model;

namespace Durable;

/// <summary>
/// The client of a server over HTTP, in an app that has neither an engine nor Orleans. Thread-safe. It throws what every client throws, and
/// <see cref="DurableHttpException"/> for what only a network can do.
/// </summary>
/// <remarks>
/// <see cref="WaitForCompletionAsync"/> asks again when a connection breaks or the server restarts
/// (<see cref="HttpDurableClientOptions.ReconnectTimeout"/>). No other call is repeated: starts, stops and resumes may safely be, by the caller, who
/// knows the name; the completion of a callback is told by <see cref="CallbackClosedException"/> that it has happened before.
/// </remarks>
public sealed class HttpDurableClient : DurableClient
{
    private const string Functions = "2025-12-01/functions";
    private const string Executions = "2025-12-01/durable-executions";
    private const string Callbacks = "2025-12-01/durable-execution-callbacks";

    // Shorter than the server allows, so that a connection that has died unnoticed is not trusted for long.
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromSeconds(20);

    // A server that is about to stop answers at once, and is not asked without a pause.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpDurableClientOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly HttpCalls _calls;
    private readonly Backoff _backoff = new(s_pause, TimeSpan.FromSeconds(5), Jitter: Random.Shared.NextDouble);
    private readonly int _pollSeconds;

    /// <summary>Makes a client.</summary>
    /// <param name="http">Sends the requests. It stays the caller's; its timeout holds for each request, the reading of the answer included.</param>
    /// <param name="options">Whom to ask, and how; read once. Default: <see cref="HttpClient.BaseAddress"/>, or a server on this machine.</param>
    /// <exception cref="ArgumentException">An option is not valid; the message says what to set it to.</exception>
    public HttpDurableClient(HttpClient http, HttpDurableClientOptions? options = null)
        : this(http, options, TimeProvider.System)
    {
    }

    internal HttpDurableClient(HttpClient http, HttpDurableClientOptions? options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(http);
        _options = options ?? new HttpDurableClientOptions();
        if (_options.FindProblems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        _timeProvider = timeProvider;
        _calls = new HttpCalls(http, _options.Endpoint ?? http.BaseAddress ?? new Uri(HttpDurableClientOptions.DefaultEndpoint), _options, timeProvider);

        // Half of the time that an answer may take: a poll that nothing ends must not look like a server that is gone.
        var half = http.Timeout / 2;
        _pollSeconds = (int)(half > TimeSpan.Zero && half < s_longestPoll ? half : s_longestPoll).TotalSeconds;
    }

    /// <inheritdoc/>
    public override async Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        var answered = _timeProvider.GetTimestamp();
        for (var failures = 0; ;)
        {
            var asked = _timeProvider.GetTimestamp();
            TimeSpan pause;
            try
            {
                var execution = await PollAsync(executionId, cancellationToken);
                if (execution.Status != ExecutionStatus.Running)
                {
                    return execution with { Input = null };
                }

                (failures, answered) = (0, _timeProvider.GetTimestamp());
                pause = s_pause - _timeProvider.GetElapsedTime(asked);
            }
            catch (DurableHttpException exception) when (exception.IsTransient && _timeProvider.GetElapsedTime(answered) < _options.ReconnectTimeout)
            {
                pause = _backoff.After(++failures);
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, _timeProvider, cancellationToken);
            }
        }
    }

    /// <summary>What is committed of an execution.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="includeData">
    /// Whether input, result and error are filled in; they are left out where the key may not see them (<see cref="ExecutionDescription.DataIncluded"/>).
    /// </param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="ExecutionNotFoundException">No such execution.</exception>
    public override Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default)
    {
        var query = new QueryText();
        AddData(query, includeData);
        return ReadExecutionAsync($"{PathOf(executionId)}{query}", executionId, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>One that breaks is opened again, as <see cref="WaitForCompletionAsync"/> asks again.</remarks>
    public override async IAsyncEnumerable<ExecutionDescription> WatchAsync(
        ExecutionId executionId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (seen, failures, alive) = (0L, 0, _timeProvider.GetTimestamp());
        while (true)
        {
            await using var states = _calls.StreamAsync($"{PathOf(executionId)}/events", seen, CallSubject.Of(executionId), cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await HasNextAsync())
            {
                (seen, failures, alive) = (states.Current.Usage.Checkpoints, 0, _timeProvider.GetTimestamp());
                yield return states.Current;
                if (states.Current.Status != ExecutionStatus.Running)
                {
                    yield break;
                }
            }

            // The server goes, or the connection has broken.
            await Task.Delay(_backoff.After(++failures), _timeProvider, cancellationToken);

            async Task<bool> HasNextAsync()
            {
                try
                {
                    return await states.MoveNextAsync();
                }
                catch (DurableHttpException exception) when (exception.IsTransient && _timeProvider.GetElapsedTime(alive) < _options.ReconnectTimeout)
                {
                    return false;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override async Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var path = query.FunctionName is { } function ? $"{Functions}/{Uri.EscapeDataString(function)}/durable-executions" : Executions;
        return await ReadListAsync<ListAnswer, ExecutionPage>(path, query, static answer => answer.ToPage(), static () => new ExecutionPage([], null), cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var path = query.FunctionName is { } function ? $"{Functions}/{Uri.EscapeDataString(function)}/usage" : "2025-12-01/usage";
        return await ReadListAsync<UsageAnswer, UsagePage>(path, query, static answer => answer.ToPage(), static () => new UsagePage([], null), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task ResumeAsync(ExecutionId executionId, CancellationToken cancellationToken = default) => _calls.PostAsync<ResumeAnswer, ResumeAnswer>(
        $"{PathOf(executionId)}/resume",
        null,
        CallSubject.Of(executionId),
        static answer => answer.DurableExecutionArn is null ? null : answer,
        cancellationToken);

    private protected override IPayloadSerializer SerializerOf(string functionName) => _options.SerializerOf(functionName);

    private protected override async Task<StartAnswer> BeginAsync(ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        var query = new QueryText();
        query.Add("BusinessKey", options?.BusinessKey);
        AddTags(query, options?.Tags);
        var answer = await _calls.PostAsync(
            $"2015-03-31/functions/{Uri.EscapeDataString(id.FunctionName)}/invocations{query}",
            payload,
            [(WireHeaders.InvocationType, "Event"), (WireHeaders.ExecutionName, id.Name)],
            CallSubject.StartOf(id),
            cancellationToken);
        return new StartAnswer(answer.Header(WireHeaders.ExecutionArn) ?? throw _calls.NotDurableServer(answer), answer.Header(WireHeaders.ExecutedVersion));
    }

    private protected override Task<HistoryPage> ReadHistoryAsync(ExecutionId executionId, HistoryQuery query, CancellationToken cancellationToken)
    {
        RequirePageSize(query.PageSize);
        var text = new QueryText();
        AddData(text, query.IncludeExecutionData);
        AddPaging(text, query.ReverseOrder, query.PageSize, query.Marker);
        return _calls.GetAsync<HistoryAnswer, HistoryPage>(
            $"{PathOf(executionId)}/history{text}", CallSubject.Of(executionId), static answer => answer.ToPage(), cancellationToken);
    }

    private protected override async Task<DateTimeOffset?> TryStopAsync(ExecutionId executionId, ErrorObject? error, CancellationToken cancellationToken)
    {
        var stopped = await _calls.PostAsync<StopAnswer, StopAnswer>(
            $"{PathOf(executionId)}/stop",
            error is null ? null : JsonSerializer.Serialize(error, ErrorObjectJsonContext.Default.ErrorObject),
            CallSubject.Of(executionId),
            static answer => answer.StopTimestamp is null ? null : answer,
            cancellationToken);
        return stopped.StopTimestamp;
    }

    private protected override async Task<CallbackReply> AskCallbackAsync(ExecutionId executionId, CallbackRequest request, CancellationToken cancellationToken)
    {
        var callback = new CallbackReference(executionId, request.OperationId, request.Key);
        var (action, body) = request.Action switch
        {
            CallbackAction.Succeed => ("succeed", request.Payload),
            CallbackAction.Fail => ("fail", request.Error is { } error ? JsonSerializer.Serialize(error, ErrorObjectJsonContext.Default.ErrorObject) : null),
            _ => ("heartbeat", null),
        };
        await _calls.PostAsync<CallbackAnswer, CallbackAnswer>(
            $"{Callbacks}/{Uri.EscapeDataString(callback.ToString())}/{action}", body, CallSubject.Of(callback), static answer => answer, cancellationToken);
        return new CallbackReply(CallbackOutcome.Accepted);
    }

    private static string PathOf(ExecutionId id) => $"{Executions}/{Uri.EscapeDataString(id.ToString())}";

    // Data is what the server includes by itself, for those who may see it; asking for it is an error for those who may not.
    private static void AddData(QueryText query, bool includeData) => query.Add("IncludeExecutionData", includeData ? null : "false");

    private static void AddTags(QueryText query, IReadOnlyDictionary<string, string>? tags)
    {
        foreach (var (key, value) in tags ?? new Dictionary<string, string>())
        {
            query.Add("Tag", $"{key}={value}");
        }
    }

    private static void AddPaging(QueryText query, bool reverse, int pageSize, string? marker)
    {
        query.Add("ReverseOrder", reverse ? "true" : "false");
        query.Add("MaxItems", pageSize.ToString(CultureInfo.InvariantCulture));
        query.Add("Marker", marker);
    }

    // On the wire a page of nothing is a page of the default size.
    private static void RequirePageSize(int pageSize)
    {
        if (pageSize is < 1 or > ExecutionQuery.MaxPageSize)
        {
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, $"The page size must be 1 to {ExecutionQuery.MaxPageSize}.");
        }
    }

    private Task<ExecutionDescription> PollAsync(ExecutionId id, CancellationToken cancellationToken) =>
        ReadExecutionAsync(Invariant($"{PathOf(id)}/result?waitSeconds={_pollSeconds}"), id, cancellationToken);

    private Task<ExecutionDescription> ReadExecutionAsync(string path, ExecutionId id, CancellationToken cancellationToken) =>
        _calls.GetAsync<ExecutionAnswer, ExecutionDescription>(
            path, CallSubject.Of(id), static answer => answer.DurableExecutionArn is null ? null : answer.ToDescription(), cancellationToken);

    private async Task<TPage> ReadListAsync<TAnswer, TPage>(
        string path, ExecutionQuery query, Func<TAnswer, TPage?> read, Func<TPage> none, CancellationToken cancellationToken)
        where TPage : class
    {
        RequirePageSize(query.PageSize);
        var text = new QueryText();
        text.Add("DurableExecutionName", query.Name);
        text.Add("BusinessKey", query.BusinessKey);
        AddTags(text, query.Tags);
        foreach (var status in query.Statuses)
        {
            text.Add("Statuses", WireNames.Of(status));
        }

        text.Add("Stuck", query.IsStuck ? "true" : null);
        text.Add("StartedAfter", query.StartedAfter?.ToString("O", CultureInfo.InvariantCulture));
        text.Add("StartedBefore", query.StartedBefore?.ToString("O", CultureInfo.InvariantCulture));
        AddPaging(text, query.OldestFirst, query.PageSize, query.Marker);
        try
        {
            return await _calls.GetAsync(path + text, CallSubject.ListOf(query.FunctionName), read, cancellationToken);
        }
        catch (FunctionNotFoundException) when (!_options.RefusesUnknownFunctions)
        {
            return none();
        }
    }
}
