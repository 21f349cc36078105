namespace Durable.WebConsole.Endpoints;

/// <summary>The execution that the path names.</summary>
internal static class ExecutionPath
{
    public static ExecutionId Read(ConsoleRequest request) =>
        ExecutionId.TryParse($"{request.Segment("function")}/{request.Segment("name")}", out var id)
            ? id
            : throw new ConsoleRefusal(StatusCodes.Status404NotFound, "There is no such execution: names of functions and executions have 1 to 64 of the characters a-z, A-Z, 0-9, '-' and '_'.");
}
