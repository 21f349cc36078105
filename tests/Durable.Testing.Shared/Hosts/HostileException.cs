using System.Collections;

namespace Durable.Testing;

/// <summary>An exception that throws whatever it is asked.</summary>
public sealed class HostileException : Exception
{
    /// <inheritdoc/>
    public override string Message => throw new InvalidOperationException("no message");

    /// <inheritdoc/>
    public override string? StackTrace => throw new InvalidOperationException("no trace");

    /// <inheritdoc/>
    public override string? Source => throw new InvalidOperationException("no source");

    /// <inheritdoc/>
    public override IDictionary Data => throw new InvalidOperationException("no data");

    /// <inheritdoc/>
    public override string ToString() => throw new InvalidOperationException("no text");
}
