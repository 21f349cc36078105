using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>An exception that a logger can write: those of user code may throw when they are asked for their text.</summary>
internal static class Loggable
{
    public static Exception Of(Exception exception) => ExceptionGetters.Read(exception, static read => read.ToString()) is null
        ? new InvalidOperationException($"{ExceptionGetters.MessageOf(exception)} (Its {nameof(ToString)} throws.)")
        : exception;
}
