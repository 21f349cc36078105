namespace Durable.CommandLine.Commands;

/// <summary>A command, or a group of them, that shows itself in use.</summary>
internal interface IHasExamples
{
    /// <summary>Lines for the help.</summary>
    string Examples { get; }
}
