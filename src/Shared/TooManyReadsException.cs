namespace Durable;

/// <summary>So many answers are being read and written already, and so many wait, that this one does not begin.</summary>
internal sealed class TooManyReadsException(string message) : Exception(message);
