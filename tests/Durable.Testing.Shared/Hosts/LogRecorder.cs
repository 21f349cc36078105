using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Durable.Testing;

/// <summary>Keeps what is logged.</summary>
public sealed class LogRecorder
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    /// <summary>All lines, in order.</summary>
    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>Messages that a function has logged, in order.</summary>
    /// <param name="function">Its name.</param>
    public IReadOnlyList<string> Of(string function) =>
        [.. _lines.Where(line => line.Category == $"OrleansDurable.Function.{function}").Select(static line => line.Message)];

    /// <summary>For the logging of one process; each has scopes of its own.</summary>
    public ILoggerProvider CreateProvider() => new Provider(_lines);

    private sealed class Provider(ConcurrentQueue<LogLine> lines) : ILoggerProvider, ISupportExternalScope
    {
        public ConcurrentQueue<LogLine> Lines => lines;

        public IExternalScopeProvider Scopes { get; private set; } = new LoggerExternalScopeProvider();

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => Scopes = scopeProvider;

        public void Dispose()
        {
            // The lines outlive the process.
        }
    }

    private sealed class Logger(Provider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider.Scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Dictionary<string, object?> fields = [];
            provider.Scopes.ForEachScope(
                static (scope, fields) =>
                {
                    foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    {
                        fields[name] = value;
                    }
                },
                fields);
            provider.Lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception, fields));
        }
    }
}

/// <summary>A line of the log.</summary>
/// <param name="Category">Who logged it.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Message">Its text.</param>
/// <param name="Exception">The exception with it.</param>
/// <param name="Fields">Fields of the scopes around it.</param>
public sealed record LogLine(
    string Category, LogLevel Level, string Message, Exception? Exception, IReadOnlyDictionary<string, object?> Fields);
