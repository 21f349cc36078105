using Durable.Core.Contexts;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Logging;

/// <summary>Logs what a step body says, with the fields of its attempt.</summary>
internal sealed class StepLogger(ILogger target, ExecutionContextInfo execution, OperationIdentity operation, int attempt) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => target.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => target.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        using (target.BeginScope(new ExecutionLogScope(execution, operation, attempt)))
        {
            target.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
