using System.Globalization;
using Durable.Terminals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Durable.Silo.Hosting;

/// <summary>
/// A line a record. Names, subjects of tokens and messages of errors are of others: whatever is in them, they begin no record of their own and
/// reach no terminal as an escape sequence.
/// </summary>
internal sealed class OneLineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "one-line";

    private const string Reset = "\u001b[0m";

    private static readonly bool s_hasColors = !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (string.IsNullOrEmpty(message) && logEntry.Exception is null)
        {
            return;
        }

        var (level, color) = Level(logEntry.LogLevel);
        textWriter.Write(TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ ", CultureInfo.InvariantCulture));
        textWriter.Write(s_hasColors ? $"{color}{level}{Reset}" : level);
        textWriter.Write(string.Create(CultureInfo.InvariantCulture, $": {logEntry.Category}[{logEntry.EventId.Id}] "));
        textWriter.Write(PrintableText.Line(logEntry.Exception is null ? message : $"{message} {logEntry.Exception}"));
        textWriter.Write(Environment.NewLine);
    }

    private static (string Name, string Color) Level(LogLevel level) => level switch
    {
        LogLevel.Trace => ("trce", "\u001b[37m"),
        LogLevel.Debug => ("dbug", "\u001b[37m"),
        LogLevel.Information => ("info", "\u001b[32m"),
        LogLevel.Warning => ("warn", "\u001b[1;33m"),
        LogLevel.Error => ("fail", "\u001b[1;31m"),
        _ => ("crit", "\u001b[1;37;41m"),
    };
}
