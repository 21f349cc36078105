using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Durable.Testing;

/// <summary>Keeps what is logged.</summary>
public sealed class LogRecorder : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    /// <summary>All lines, in order.</summary>
    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>Messages that a function has logged, in order.</summary>
    /// <param name="function">Its name.</param>
    public IReadOnlyList<string> Of(string function) =>
        [.. _lines.Where(line => line.Category == $"Durable.Function.{function}").Select(static line => line.Message)];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Outlives the hosts that write to it.
    }

    private sealed class Logger(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => recorder._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Dictionary<string, object?> fields = [];
            recorder._scopes.ForEachScope(
                static (scope, fields) =>
                {
                    foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    {
                        fields[name] = value;
                    }
                },
                fields);
            recorder._lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception, fields));
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
