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

    /// <summary>Where a caller who is not known is sent, a path of this application; it gets the way back as <c>from</c>. Null (default): such a caller is told so.</summary>
    public string? SignInPath { get; set; }

    /// <summary>Where a caller signs out, a path of this application that takes a POST. Null (default): the console shows no such button.</summary>
    public string? SignOutPath { get; set; }
}
