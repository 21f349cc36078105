using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Durable.Http.Wire;

namespace Durable.Http.Calls;

/// <summary>Sends requests, and reads answers up to a limit.</summary>
internal sealed class HttpCalls(HttpClient http, Uri endpoint, HttpDurableClientOptions options, TimeProvider timeProvider)
{
    // What a server announces is believed so far; the rest is taken as it comes.
    private const int MostAtOnce = 1024 * 1024;

    private readonly Uri _root = endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri($"{endpoint.AbsoluteUri}/");
    private readonly AuthenticationHeaderValue? _authorization = options.ApiKey is { } key ? new AuthenticationHeaderValue("Bearer", key) : null;

    /// <summary>Asks.</summary>
    /// <param name="path">Path and query, below the endpoint.</param>
    /// <param name="subject">What is asked about.</param>
    /// <param name="read">Makes what is wanted of the answer; null when it is another kind of answer.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<T> GetAsync<TAnswer, T>(string path, CallSubject subject, Func<TAnswer, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_root, path));
        return Read(await SendAsync(request, subject, cancellationToken), read);
    }

    /// <summary>Opens a stream of executions. The client's time limit ends with its headers: it stays open for as long as somebody reads.</summary>
    /// <param name="path">Path, below the endpoint.</param>
    /// <param name="seen">The id of the last event that was read; 0 for none.</param>
    /// <param name="subject">What is asked about.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<ExecutionDescription> StreamAsync(
        string path, long seen, CallSubject subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_root, path)) { Headers = { { "Last-Event-ID", Invariant($"{seen}") } } };
        request.Headers.Authorization = _authorization ?? request.Headers.Authorization;
        using var response = await OpenAsync(request, subject, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = EventStream.ReadAsync(stream, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await HasNextAsync(events, response.StatusCode, cancellationToken))
        {
            yield return events.Current;
        }
    }

    /// <summary>Has something done.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<T> PostAsync<TAnswer, T>(string path, string? body, CallSubject subject, Func<TAnswer, T?> read, CancellationToken cancellationToken)
        where T : class => Read(await PostAsync(path, body, [], subject, cancellationToken), read);

    /// <summary>Has something done, with headers.</summary>
    public async Task<HttpAnswer> PostAsync(
        string path, string? body, IEnumerable<(string Name, string Value)> headers, CallSubject subject, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_root, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return await SendAsync(request, subject, cancellationToken);
    }

    /// <summary>An answer that is not one of this server.</summary>
    public DurableHttpException NotDurableServer(HttpAnswer answer) => DurableHttpException.NotDurableServer(endpoint, answer.Status);

    private T Read<TAnswer, T>(HttpAnswer answer, Func<TAnswer, T?> read)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body.Span, (JsonTypeInfo<TAnswer>)WireFormat.Lenient.GetTypeInfo(typeof(TAnswer))) is { } parsed && read(parsed) is { } wanted
                ? wanted
                : throw NotDurableServer(answer);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw IsObject(answer.Body) ? DurableHttpException.Unreadable(endpoint, answer.Status, exception) : NotDurableServer(answer);
        }
    }

    // What a reader of JSON, and the records that it fills, may throw at bytes that somebody else has made.
    private static bool IsUnreadable(Exception exception) => exception
        is JsonException or ArgumentException or InvalidOperationException or FormatException or OverflowException or KeyNotFoundException or NotSupportedException;

    private static bool IsObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CallSubject subject, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? response
                : throw WireErrors.Of(response.StatusCode, await ReadAsync(response, cancellationToken), subject, endpoint);
        }
        catch (Exception exception)
        {
            response?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw exception is HttpRequestException or IOException or OperationCanceledException ? DurableHttpException.Unreachable(endpoint, exception) : exception;
        }
    }

    private async Task<bool> HasNextAsync(IAsyncEnumerator<ExecutionDescription> events, HttpStatusCode status, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DurableHttpException.Unreachable(endpoint, exception);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw DurableHttpException.Unreadable(endpoint, status, exception);
        }
    }

    private async Task<HttpAnswer> SendAsync(HttpRequestMessage request, CallSubject subject, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = _authorization ?? request.Headers.Authorization;
        try
        {
            // The client's time limit ends with the headers of such an answer, and is for its body, too.
            using var late = new CancellationTokenSource(http.Timeout, timeProvider);
            using var reading = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, reading.Token);
            var body = await ReadAsync(response, reading.Token);
            return response.IsSuccessStatusCode
                ? new HttpAnswer(response.StatusCode, response.Headers, body)
                : throw WireErrors.Of(response.StatusCode, body, subject, endpoint);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DurableHttpException.Unreachable(endpoint, exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw DurableHttpException.Unreachable(
                endpoint, new TimeoutException(Invariant($"There was no whole answer within {http.Timeout.TotalSeconds} seconds, the client's time limit")));
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var most = options.MaxAnswerBytes;
        if (response.Content.Headers.ContentLength > most)
        {
            throw DurableHttpException.AnswerTooLarge(endpoint, response.StatusCode, most);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream((int)Math.Min(response.Content.Headers.ContentLength ?? 0, MostAtOnce));
        var part = new byte[16 * 1024];
        while (await stream.ReadAsync(part, cancellationToken) is > 0 and var length)
        {
            if (body.Length + length > most)
            {
                throw DurableHttpException.AnswerTooLarge(endpoint, response.StatusCode, most);
            }

            await body.WriteAsync(part.AsMemory(0, length), cancellationToken);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
