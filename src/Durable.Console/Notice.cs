namespace Durable.WebConsole;

/// <summary>What a page tells of an action.</summary>
/// <param name="Text">A sentence or two.</param>
/// <param name="IsProblem">Whether the action did nothing.</param>
internal sealed record Notice(string Text, bool IsProblem)
{
    public const string Started = "started";
    public const string Stopped = "stopped";
    public const string Resumed = "resumed";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Heartbeat = "heartbeat";
    public const string SignedOut = "signed-out";

    /// <summary>What a redirect after an action says. Only texts of our own: an address can be written by anybody.</summary>
    public static Notice? Read(string? code) => code switch
    {
        Started => new Notice("The execution is started. If it was there before with the same input, this is that one.", IsProblem: false),
        Stopped => new Notice("The execution is stopped.", IsProblem: false),
        Resumed => new Notice("The execution is resumed: it runs again, from what is in its log.", IsProblem: false),
        Succeeded => new Notice("The callback is completed with that result.", IsProblem: false),
        Failed => new Notice("The callback is completed with that error.", IsProblem: false),
        Heartbeat => new Notice("The heartbeat is recorded: its time begins anew.", IsProblem: false),
        SignedOut => new Notice("You are signed out of this console.", IsProblem: false),
        _ => null,
    };
}
