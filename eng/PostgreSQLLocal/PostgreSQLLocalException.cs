namespace Durable.PostgreSQLLocal;

/// <summary>PostgreSQL cannot be had on this machine, or did not start.</summary>
/// <param name="message">What is missing and what to do.</param>
/// <param name="innerException">The cause.</param>
public sealed class PostgreSQLLocalException(string message, Exception? innerException = null) : Exception(message, innerException);
