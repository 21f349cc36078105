using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Durable.CommandLine.Api;
using Durable.Model;

namespace Durable.CommandLine.Http;

/// <summary>The server's HTTP interface.</summary>
internal sealed class HttpApi : IDurableApi
{
    private const string Executions = "2025-12-01/durable-executions";
    private const string Callbacks = "2025-12-01/durable-execution-callbacks";

    private readonly Uri _endpoint;
    private readonly HttpClient _http;

    private HttpApi(Uri endpoint, string? key)
    {
        _endpoint = endpoint;

        // A proxy from the environment cannot reach this machine's loopback interface.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = !endpoint.IsLoopback })
        {
            BaseAddress = endpoint,
            MaxResponseContentBufferSize = AnswerTooLarge.MaxBytes,
        };
        _http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    /// <param name="endpoint">Base address, with a slash at its end.</param>
    /// <param name="key">API key or token; null for none.</param>
    public static HttpApi At(Uri endpoint, string? key) => new(endpoint, key);

    public async Task<StartedExecution> StartAsync(string function, StartOptions options, string? input, CancellationToken cancellationToken)
    {
        var query = new QueryText();
        AddLabels(query, options.BusinessKey, options.Tags);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"2015-03-31/functions/{Uri.EscapeDataString(function)}/invocations{query}");
        request.Headers.Add("X-Amz-Invocation-Type", "Event");
        if (options.Name is { } name)
        {
            request.Headers.Add("X-Amz-Durable-Execution-Name", name);
        }

        request.Content = Json(input);
        using var response = await SendAsync(request, cancellationToken);
        return Header(response, "X-Amz-Durable-Execution-Arn") is { } arn
            ? new StartedExecution(arn, Header(response, "X-Amz-Executed-Version"))
            : throw ApiErrors.NotOurs(_endpoint);
    }

    public Task<ApiAnswer> GetResultAsync(string execution, int waitSeconds, CancellationToken cancellationToken) =>
        GetAsync(string.Create(CultureInfo.InvariantCulture, $"{Path(execution)}/result?waitSeconds={waitSeconds}"), "DurableExecutionArn", cancellationToken);

    public Task<ApiAnswer> DescribeAsync(string execution, bool includeData, CancellationToken cancellationToken) =>
        GetAsync($"{Path(execution)}{WithData(includeData)}", "DurableExecutionArn", cancellationToken);

    public Task<ApiAnswer> GetHistoryAsync(string execution, bool includeData, bool reverse, int pageSize, string? marker, CancellationToken cancellationToken)
    {
        var query = WithData(includeData);
        query.Add("ReverseOrder", Text(reverse));
        query.Add("MaxItems", pageSize.ToString(CultureInfo.InvariantCulture));
        query.Add("Marker", marker);
        return GetAsync($"{Path(execution)}/history{query}", "Events", cancellationToken);
    }

    public Task<ApiAnswer> ListAsync(ListRequest list, CancellationToken cancellationToken)
    {
        var path = list.Function is null ? Executions : $"2025-12-01/functions/{Uri.EscapeDataString(list.Function)}/durable-executions";
        return GetAsync($"{path}{Query(list)}", "DurableExecutions", cancellationToken);
    }

    public Task<ApiAnswer> SumUsageAsync(ListRequest list, CancellationToken cancellationToken)
    {
        var path = list.Function is null ? "2025-12-01/usage" : $"2025-12-01/functions/{Uri.EscapeDataString(list.Function)}/usage";
        return GetAsync($"{path}{Query(list)}", "Functions", cancellationToken);
    }

    public async Task<ApiAnswer> StopAsync(string execution, string? reason, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Path(execution)}/stop")
        {
            Content = Json(reason is null ? null : JsonSerializer.Serialize(new ErrorObject { ErrorMessage = reason })),
        };
        return await AnswerAsync(request, "StopTimestamp", cancellationToken);
    }

    public async Task<ApiAnswer> ResumeAsync(string execution, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Path(execution)}/resume");
        return await AnswerAsync(request, "DurableExecutionArn", cancellationToken);
    }

    public Task<ApiAnswer> SucceedCallbackAsync(string callbackId, string? result, CancellationToken cancellationToken) =>
        TellCallbackAsync(callbackId, "succeed", result, cancellationToken);

    public Task<ApiAnswer> FailCallbackAsync(string callbackId, ErrorObject error, CancellationToken cancellationToken) =>
        TellCallbackAsync(callbackId, "fail", JsonSerializer.Serialize(error), cancellationToken);

    public Task<ApiAnswer> HeartbeatCallbackAsync(string callbackId, CancellationToken cancellationToken) =>
        TellCallbackAsync(callbackId, "heartbeat", null, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Path(string execution) => $"{Executions}/{Uri.EscapeDataString(execution)}";

    // Data is what the server includes by itself, for those who may see it; asking for it is an error for those who may not.
    private static QueryText WithData(bool includeData)
    {
        var query = new QueryText();
        query.Add("IncludeExecutionData", includeData ? null : Text(false));
        return query;
    }

    private static QueryText Query(ListRequest list)
    {
        var query = new QueryText();
        foreach (var status in list.Statuses)
        {
            query.Add("Statuses", status);
        }

        AddLabels(query, list.BusinessKey, list.Tags);
        query.Add("StartedAfter", list.StartedAfter?.ToString("O", CultureInfo.InvariantCulture));
        query.Add("StartedBefore", list.StartedBefore?.ToString("O", CultureInfo.InvariantCulture));
        query.Add("ReverseOrder", Text(list.OldestFirst));
        query.Add("MaxItems", list.Limit.ToString(CultureInfo.InvariantCulture));
        query.Add("Marker", list.Marker);
        return query;
    }

    private static void AddLabels(QueryText query, string? businessKey, IReadOnlyDictionary<string, string> tags)
    {
        query.Add("BusinessKey", businessKey);
        foreach (var (key, value) in tags)
        {
            query.Add("Tag", $"{key}={value}");
        }
    }

    // JSON is UTF-8; what the answer calls its encoding does not matter.
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken));

    private static string Text(bool value) => value ? "true" : "false";

    private static ByteArrayContent? Json(string? json) => json is null
        ? null
        : new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private async Task<ApiAnswer> GetAsync(string path, string member, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await AnswerAsync(request, member, cancellationToken);
    }

    private async Task<ApiAnswer> TellCallbackAsync(string callbackId, string what, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Callbacks}/{Uri.EscapeDataString(callbackId)}/{what}") { Content = Json(body) };
        return await AnswerAsync(request, null, cancellationToken);
    }

    private async Task<ApiAnswer> AnswerAsync(HttpRequestMessage request, string? member, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken);
        return ApiAnswer.TryParse(await ReadAsync(response, cancellationToken), member) ?? throw ApiErrors.NotOurs(_endpoint);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw ApiErrors.Refused(response.StatusCode, await ReadAsync(response, cancellationToken), _endpoint);
            }
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new AnswerTooLarge(_endpoint.AbsoluteUri.TrimEnd('/'));
        }
        catch (HttpRequestException exception)
        {
            throw ApiErrors.Unreachable(_endpoint, exception);
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw ApiErrors.Unreachable(_endpoint, exception);
        }
    }
}
