using Microsoft.Extensions.Logging;

namespace Durable.Testing;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordedLogs
{
    private readonly List<LoggedLine> _lines = [];

    /// <summary>All lines, in order.</summary>
    public IReadOnlyList<LoggedLine> Lines => _lines;

    /// <summary>What functions and their steps said.</summary>
    public IEnumerable<string> OfFunctions =>
        _lines.Where(static line => line.Category.StartsWith("OrleansDurable.Function.", StringComparison.Ordinal)).Select(static line => line.Message);

    /// <summary>A factory whose loggers write here.</summary>
    public ILoggerFactory CreateFactory() => new Factory(this);

    private sealed class Factory(RecordedLogs logs) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => new Logger(logs, categoryName);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed class Logger(RecordedLogs logs, string category) : ILogger
    {
        private readonly Stack<IReadOnlyList<KeyValuePair<string, object?>>> _scopes = new();

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull
        {
            _scopes.Push(state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
            return new Scope(_scopes);
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs._lines.Add(new LoggedLine(
                category, logLevel, formatter(state, exception), _scopes.SelectMany(static scope => scope).ToDictionary()));
    }

    private sealed class Scope(Stack<IReadOnlyList<KeyValuePair<string, object?>>> scopes) : IDisposable
    {
        public void Dispose() => scopes.Pop();
    }
}

/// <summary>One logged line.</summary>
/// <param name="Category">Category of the logger.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Message">The text.</param>
/// <param name="Fields">Fields of the scopes around it.</param>
internal sealed record LoggedLine(string Category, LogLevel Level, string Message, IReadOnlyDictionary<string, object?> Fields);
