using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Durable.Silo.Hosting;

/// <summary><c>durable-server health</c>: asks a running server whether it is ready, for supervisors in images that have neither shell nor curl.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var url = new Option<string>("--url")
        {
            Description = "Where the server listens.",
            HelpName = "address",
            DefaultValueFactory = static _ => Invariant($"http://127.0.0.1:{ServerOptions.DefaultPort}"),
        };
        url.Validators.Add(RequireUrl);
        var live = new Option<bool>("--live") { Description = "Ask whether it lives, which does not ask the store, instead of whether it is ready." };
        var command = new Command("health", "Asks a running server whether it is ready, and ends with exit code 0 when it is.") { url, live };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Uri(parsed.GetRequiredValue(url)), parsed.GetValue(live) ? "live" : "ready", parsed.InvocationConfiguration, cancellationToken));
        return command;
    }

    [SuppressMessage("Security", "CA5359", Justification = "On the loopback interface alone, where nobody is in between.")]
    private static async Task<int> RunAsync(Uri url, string what, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        if (url.IsLoopback)
        {
            // The certificate names another host.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }

        using var http = new HttpClient(handler) { Timeout = s_timeout };
        try
        {
            using var response = await http.GetAsync(new Uri(url, $"health/{what}"), cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                await console.Output.WriteLineAsync(what);
                return ServerExitCode.Ok;
            }

            return await SayAsync(Invariant($"The server at {url} is not {what}: it answered {(int)response.StatusCode}.{await ReasonAsync(response, cancellationToken)}"));
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return await SayAsync(Invariant($"The server at {url} does not answer: {exception.Message.TrimEnd('.')}."));
        }

        async Task<int> SayAsync(string problem)
        {
            await console.Error.WriteLineAsync($"durable-server: {problem}");
            return ServerExitCode.Unhealthy;
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            return answer.RootElement.TryGetProperty("Reason", out var reason) && reason.ValueKind == JsonValueKind.String ? $" {reason.GetString()}" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static void RequireUrl(OptionResult option)
    {
        if (option.Tokens is [var token] && !(Uri.TryCreate(token.Value, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https")))
        {
            option.AddError($"--url {token.Value} is not an address such as http://127.0.0.1:{ServerOptions.DefaultPort}.");
        }
    }
}
