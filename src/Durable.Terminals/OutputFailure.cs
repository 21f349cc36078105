namespace Durable.Terminals;

/// <summary>Standard output takes nothing more: the disk is full, or the program at the other end of the pipe has ended.</summary>
internal sealed class OutputFailure(Exception cause) : Exception($"The output cannot be written: {cause.Message.TrimEnd('.')}.", cause);
