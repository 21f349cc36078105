using Microsoft.Extensions.Logging.Console;

namespace Durable.Silo.Hosting;

/// <summary>Logs to standard error, so that standard output is the demo's alone.</summary>
internal static class ServerLogging
{
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    public static void AddServerLogging(this ILoggingBuilder logging, ServerOptions options)
    {
        logging.SetMinimumLevel(options.LogLevel);
        if (options.LogLevel > LogLevel.Debug)
        {
            // A filter is stronger than the minimum, also where it lets more through.
            foreach (var category in (string[])["Microsoft", "Orleans"])
            {
                logging.AddFilter(category, Most(LogLevel.Warning));
            }

            // Not meant by "Orleans", with which it begins.
            logging.AddFilter("OrleansDurable", options.LogLevel);

            // It calls an attempt that is retried an error.
            logging.AddFilter("Polly", Most(LogLevel.Critical));

            // Its first look measures from the start of the machine, and takes that for a stall.
            logging.AddFilter("Orleans.Runtime.Watchdog", Most(LogLevel.Error));

            // The framework reports a failed start with stack traces; the command line reports it in one line.
            logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
            logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        }

        // At every level: what these say of a request has its path, and with it the ids of callbacks, which are secrets.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Routing", Most(LogLevel.Warning));
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.None);

        // What it says of a sign-in has codes and tokens, and stack traces. Events 60 and 61 say what came of it.
        logging.AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None);

        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(static format =>
            {
                format.IncludeScopes = true;
                format.UseUtcTimestamp = true;
                format.TimestampFormat = TimestampFormat.TrimEnd();
            });
        }
        else
        {
            logging.AddConsoleFormatter<OneLineFormatter, ConsoleFormatterOptions>();
            logging.AddConsole(static console => console.FormatterName = OneLineFormatter.FormatterName);
        }

        logging.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        LogLevel Most(LogLevel level) => level > options.LogLevel ? level : options.LogLevel;
    }
}
