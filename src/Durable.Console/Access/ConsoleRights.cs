namespace Durable.WebConsole.Access;

/// <summary>What a caller may do in the console.</summary>
/// <param name="Read">Look at pages.</param>
/// <param name="Operate">Start, stop and resume.</param>
/// <param name="Callback">Complete callbacks, and so see their ids.</param>
/// <param name="Payloads">See inputs, results and errors.</param>
internal readonly record struct ConsoleRights(bool Read, bool Operate, bool Callback, bool Payloads)
{
    public static readonly ConsoleRights All = new(true, true, true, true);

    /// <summary>Whether the console has anything for the caller. One who may complete callbacks and nothing else has a page for that.</summary>
    public bool Any => Read || Callback;
}
