using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Security;

/// <summary>Keeps all that is logged: messages, their members, exceptions with all that is in them, and the scopes around.</summary>
internal sealed class LogCapture : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _entries = [];
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<string> Entries => _entries;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private static string Describe(object? value) => value is IEnumerable<KeyValuePair<string, object?>> members
        ? $"{value} [{string.Join(", ", members.Select(static member => $"{member.Key}={member.Value}"))}]"
        : $"{value}";

    private sealed class Logger(LogCapture owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            owner._scopes.ForEachScope(static (scope, all) => all.Add(Describe(scope)), scopes);
            owner._entries.Enqueue($"{logLevel} {category} {formatter(state, exception)} {Describe(state)} {exception} {string.Join(" => ", scopes)}");
        }
    }
}
