using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable;

/// <summary>Which server a client asks over HTTP, and how.</summary>
public sealed class HttpDurableClientOptions
{
    /// <summary>Where a client looks for a server that nobody names: on this machine, on the server's default port.</summary>
    public const string DefaultEndpoint = "http://localhost:8321";

    /// <summary>
    /// The server's address, http or https. Default: null, which is <see cref="HttpClient.BaseAddress"/> where it is set, and
    /// <see cref="DefaultEndpoint"/> elsewhere.
    /// </summary>
    public Uri? Endpoint { get; set; }

    /// <summary>An API key or a token, sent as <c>Authorization: Bearer</c>. Default: null, which sends none. Give it to an https endpoint only.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Most bytes of an answer that the client reads. At least 1; default 64 MiB.</summary>
    public int MaxAnswerBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How long a wait for an execution's end asks again while the server cannot be reached, fails or is overloaded. It begins anew with each answer. Zero
    /// ends the wait with the first failure. Default: 1 minute.
    /// </summary>
    public TimeSpan ReconnectTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Writes inputs and reads results of all functions that have no other. Default: JSON.</summary>
    public IPayloadSerializer Serializer { get; set; } = JsonPayloadSerializer.Default;

    /// <summary>By function name, for those that were registered with a serializer of their own.</summary>
    public IDictionary<string, IPayloadSerializer> FunctionSerializers { get; } = new Dictionary<string, IPayloadSerializer>(StringComparer.Ordinal);

    /// <summary>Whether a list of a function that the server does not know is an error. For people, who may have mistyped it.</summary>
    internal bool RefusesUnknownFunctions { get; set; }

    /// <summary>Uses JSON of a source-generated context for all functions that have no serializer of their own.</summary>
    /// <param name="context">Knows the inputs and results that this app exchanges. What the server reads must be what it writes.</param>
    public void UseJson(JsonSerializerContext context) => Serializer = new JsonPayloadSerializer(context);

    /// <summary>Uses JSON by options for all functions that have no serializer of their own.</summary>
    /// <param name="options">What the server reads must be what they write.</param>
    public void UseJson(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Serializer = new JsonPayloadSerializer(options);
    }

    internal IPayloadSerializer SerializerOf(string functionName) => FunctionSerializers.TryGetValue(functionName, out var own) ? own : Serializer;

    /// <summary>What is wrong with the options; empty when nothing is. Never shows the key.</summary>
    internal IReadOnlyList<string> FindProblems()
    {
        var checks = new OptionChecks(nameof(HttpDurableClientOptions));
        checks.Require(IsAddress(Endpoint), nameof(Endpoint), Endpoint, $"an absolute http or https address, such as {DefaultEndpoint}");
        checks.RequireAtLeast(nameof(MaxAnswerBytes), MaxAnswerBytes, 1);
        checks.Require(ReconnectTimeout >= TimeSpan.Zero, nameof(ReconnectTimeout), ReconnectTimeout, "zero or more");
        if (ApiKey is not null && (ApiKey.Length == 0 || ApiKey.Any(static character => character is <= ' ' or > '~')))
        {
            checks.Reject(nameof(ApiKey), "is empty or has characters that no key has: set it to the key without spaces and line ends, or to null.");
        }

        return checks.Problems;
    }

    private static bool IsAddress(Uri? endpoint) =>
        endpoint is null || (endpoint.IsAbsoluteUri && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps));
}
