using System.Net;
using Amazon.Runtime;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>The way to DynamoDB, on which requests are counted and a test can lose some: on the way there, or on the way back.</summary>
internal sealed class FaultyHttp : DelegatingHandler
{
    private readonly Lock _lock = new();
    private readonly Queue<HttpFault> _faults = [];
    private readonly List<string> _sent = [];

    public FaultyHttp()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>What has been sent, by action.</summary>
    public IReadOnlyList<string> Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _sent];
            }
        }
    }

    /// <summary>Decides what is answered to an action instead of DynamoDB's answer; null for no change.</summary>
    public Func<string, HttpResponseMessage?>? Refuse { get; set; }

    /// <summary>Done before a request goes out; it is given the request's number, from 1.</summary>
    public Func<int, Task>? Sending { get; set; }

    /// <summary>An SDK that goes this way.</summary>
    public HttpClientFactory Factory => new SingleClient(this);

    /// <summary>Orders a fault for the next requests of an action, one each.</summary>
    public void Inject(string action, params HttpLoss[] losses)
    {
        lock (_lock)
        {
            foreach (var loss in losses)
            {
                _faults.Enqueue(new HttpFault(action, loss));
            }
        }
    }

    public void Forget()
    {
        lock (_lock)
        {
            _sent.Clear();
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var action = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
        HttpLoss? loss = null;
        int number;
        lock (_lock)
        {
            _sent.Add(action);
            number = _sent.Count;
            if (_faults.TryPeek(out var fault) && fault.Action == action)
            {
                loss = _faults.Dequeue().Loss;
            }
        }

        if (Sending is { } sending)
        {
            await sending(number);
        }

        if (Refuse?.Invoke(action) is { } refusal)
        {
            return refusal;
        }

        switch (loss)
        {
            case HttpLoss.Request:
                throw new HttpRequestException("The connection broke before the request arrived.");
            case HttpLoss.ServerError:
                return Error(HttpStatusCode.InternalServerError, "InternalServerError", "Try again.");
            case HttpLoss.Answer:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw new HttpRequestException("The connection broke before the answer arrived.");
            case HttpLoss.AnswerBehindServerError:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                return Error(HttpStatusCode.InternalServerError, "InternalServerError", "Try again.");
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }

    public static HttpResponseMessage Error(HttpStatusCode status, string code, string message) => new(status)
    {
        Content = new StringContent($$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{code}}","message":"{{message}}"}"""),
    };

    private sealed class SingleClient(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}

/// <summary>What is lost.</summary>
public enum HttpLoss
{
    /// <summary>The request: it never arrives.</summary>
    Request,

    /// <summary>The answer: the request was carried out.</summary>
    Answer,

    /// <summary>The request, and the server says so without saying whether it was carried out.</summary>
    ServerError,

    /// <summary>The same, though it was carried out.</summary>
    AnswerBehindServerError,
}

/// <summary>A loss that waits for its request.</summary>
internal readonly record struct HttpFault(string Action, HttpLoss Loss);
