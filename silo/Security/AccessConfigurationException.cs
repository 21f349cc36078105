namespace Durable.Silo.Security;

/// <summary>What the server should tell callers by, prove itself with, or reach its database with, cannot be used.</summary>
/// <param name="message">Which option, and what to do.</param>
/// <param name="innerException">What was found.</param>
internal sealed class AccessConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
