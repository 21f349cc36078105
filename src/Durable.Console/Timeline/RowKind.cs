namespace Durable.WebConsole.Timeline;

/// <summary>What a row of a timeline is.</summary>
internal enum RowKind
{
    Step,
    Condition,
    Wait,
    Callback,
    Invoke,
    Context,
    Map,
    Parallel,
    Branch,
}
