namespace Durable.CommandLine.Targets;

/// <summary>A server.</summary>
internal sealed class HttpTarget : ITarget
{
    private readonly HttpClient _http;
    private readonly string _address;

    /// <param name="endpoint">Its address.</param>
    /// <param name="key">API key or token; null for none.</param>
    public HttpTarget(Uri endpoint, string? key)
    {
        _address = endpoint.AbsoluteUri.TrimEnd('/');

        // A proxy from the environment cannot reach this machine's loopback interface.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = !endpoint.IsLoopback });
        Client = new HttpDurableClient(_http, new HttpDurableClientOptions
        {
            Endpoint = endpoint,
            ApiKey = key,
            MaxAnswerBytes = AnswerTooLarge.MaxBytes,

            // A person who waits is told at once that the server is gone.
            ReconnectTimeout = TimeSpan.Zero,
            RefusesUnknownFunctions = true,
        });
    }

    public IDurableClient Client { get; }

    public CommandFailure? FailureOf(Exception exception) => ClientErrors.Of(exception) ?? exception switch
    {
        ArgumentException => new CommandFailure(ExitCode.Usage, exception.Message),
        DurableOverloadedException => new CommandFailure(ExitCode.ServerError, $"The server at {_address} answered 429: {exception.Message}"),
        DurableHttpException failed => HttpFailures.Of(failed, _address),
        _ => null,
    };

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
