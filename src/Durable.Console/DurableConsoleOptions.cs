namespace Durable;

/// <summary>What the web console is called, and who may do what in it.</summary>
public sealed class DurableConsoleOptions
{
    /// <summary>What the console is of, at the head of every page. 1 to 60 characters; default <c>Durable</c>.</summary>
    public string Title { get; set; } = "Durable";

    /// <summary>
    /// Policy for looking at pages. Null (default): none. A console that no policy and no <c>RequireAuthorization</c> guards answers this machine only,
    /// and no page of another site.
    /// </summary>
    public string? ReadPolicy { get; set; }

    /// <summary>Policy for starting, stopping and resuming executions. Null (default): who may look may do so.</summary>
    public string? OperatePolicy { get; set; }

    /// <summary>Policy for completing callbacks; others do not see callback ids. Null (default): who may look may do so.</summary>
    public string? CallbackPolicy { get; set; }

    /// <summary>Policy for seeing inputs, results and errors; others see their size. Null (default): who may look may see them.</summary>
    public string? PayloadPolicy { get; set; }

    /// <summary>
    /// How many pages, timelines and payloads are read and written at a time; eight times as many wait for their turn, and more are answered with 503. Live
    /// streams do not count. 1 to 10,000; default 32.
    /// </summary>
    public int MaxConcurrentReads { get; set; } = 32;

    /// <summary>
    /// How many of them one caller may have, so that it does not hold up the others; eight times as many of its own wait. A caller is the name of who
    /// is authenticated, or the address (with IPv6, the /64) of who is not. 1 to 10,000; default 8.
    /// </summary>
    public int MaxConcurrentReadsPerCaller { get; set; } = 8;

    /// <summary>How long a browser may take to receive one before its connection is cut off. 1 s to 1 h; default 1 min.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Where a caller who is not known is sent, a path of this application; it gets the way back as <c>from</c>. Null (default): such a caller is told so.</summary>
    public string? SignInPath { get; set; }

    /// <summary>Where a caller signs out, a path of this application that takes a POST. Null (default): the console shows no such button.</summary>
    public string? SignOutPath { get; set; }
}
