namespace Durable.Core.Engine;

/// <summary>Which record decides when the function sees the outcome of a call.</summary>
internal enum HandOverKind
{
    /// <summary>The operation's end, or that the call was given up.</summary>
    End,

    /// <summary>The operation's start: the id of a callback.</summary>
    Start,

    /// <summary>None: nothing is recorded of the call, and its body runs on every replay.</summary>
    Nothing,
}
