namespace Durable.Embedded;

/// <summary>An execution has left memory to sleep.</summary>
/// <param name="until">When it is to be woken.</param>
internal sealed class Hibernation(DateTimeOffset until) : EventArgs
{
    public DateTimeOffset Until => until;
}
