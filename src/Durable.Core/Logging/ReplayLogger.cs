using System.Diagnostics;
using Durable.Core.Contexts;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Logging;

/// <summary>Drops what was logged before, when the function ran for the first time.</summary>
internal sealed class ReplayLogger(DurableContext context, ILogger functionLogger, LoggerConfig config) : ILogger
{
    public LoggerConfig Config { get; set; } = config;

    private ILogger Target => Config.CustomLogger ?? functionLogger;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => Target.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => Target.IsEnabled(logLevel) && !IsSilent;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!Target.IsEnabled(logLevel) || IsSilent)
        {
            return;
        }

        // Only for the line: a flow that kept it would have it for longer than it lives.
        var current = Activity.Current;
        Activity.Current = context.ExecutionContext.Telemetry.Invocation ?? current;
        try
        {
            using (Target.BeginScope(new ExecutionLogScope(context.ExecutionContext)))
            {
                Target.Log(logLevel, eventId, state, exception, formatter);
            }
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private bool IsSilent => Config.ModeAware && context.IsReplaying;
}
