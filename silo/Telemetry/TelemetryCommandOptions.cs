using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Durable.Silo.Telemetry;

/// <summary>The options of the command line that say who gets traces, metrics and logs.</summary>
internal sealed class TelemetryCommandOptions
{
    private readonly Option<string> _endpoint = new("--otlp-endpoint")
    {
        Description = "The OpenTelemetry collector that gets traces, metrics and logs, such as http://localhost:4317.",
        HelpName = "url",
    };

    private readonly Option<string> _protocol = new("--otlp-protocol")
    {
        Description = "How the collector is spoken to: grpc, usually on port 4317, or http, usually on port 4318.",
        HelpName = "protocol",
        DefaultValueFactory = static _ => "grpc",
    };

    private readonly Option<bool> _prometheus = new("--prometheus")
    {
        Description = $"Let Prometheus read metrics at {TelemetryServerOptions.MetricsPath}; callers need the role viewer where they sign in.",
    };

    private readonly Option<int?> _countStuck = new("--count-stuck")
    {
        Description = "Every how many seconds one process counts the executions that are stuck, for the metric durable.execution.stuck; 10 to 86400. "
            + "Each count reads the heads of all running executions. By default it is never done.",
        HelpName = "seconds",
    };

    public TelemetryCommandOptions()
    {
        _countStuck.Validators.Add(RequireInterval);
        _protocol.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "grpc", "http");
        _endpoint.Validators.Add(RequireUrl);
    }

    public void AddTo(Command command)
    {
        command.Add(_endpoint);
        command.Add(_protocol);
        command.Add(_prometheus);
        command.Add(_countStuck);
    }

    public TelemetryServerOptions Read(ParseResult parsed) => new()
    {
        OtlpEndpoint = parsed.GetValue(_endpoint) is { } url ? new Uri(url) : null,
        OtlpProtocol = Enum.Parse<OtlpProtocol>(parsed.GetRequiredValue(_protocol), ignoreCase: true),
        Prometheus = parsed.GetValue(_prometheus),
        StuckCountInterval = parsed.GetValue(_countStuck) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    /// <summary>Refuses what makes no sense together.</summary>
    public void RequireCombination(CommandResult command)
    {
        if (command.GetResult(_protocol) is { Implicit: false } && command.GetResult(_endpoint) is null)
        {
            command.AddError("--otlp-protocol says how a collector is spoken to, and none is named: add --otlp-endpoint, or leave it out.");
        }

        if (command.GetResult(_countStuck) is { Implicit: false } && command.GetResult(_endpoint) is null && !command.GetValue(_prometheus))
        {
            command.AddError("--count-stuck counts for a metric that nobody reads: add --otlp-endpoint or --prometheus, or leave it out.");
        }
    }

    private static void RequireInterval(OptionResult option)
    {
        if (option.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds) && seconds is < 10 or > 86_400)
        {
            option.AddError($"--count-stuck {token.Value} is not a number of seconds from 10 to 86400.");
        }
    }

    private static void RequireUrl(OptionResult option)
    {
        if (option.Tokens is [var token] && !(Uri.TryCreate(token.Value, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https")))
        {
            option.AddError($"--otlp-endpoint {token.Value} is not a URL such as http://localhost:4317.");
        }
    }
}
