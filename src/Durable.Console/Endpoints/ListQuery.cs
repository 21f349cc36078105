using System.Globalization;

namespace Durable.WebConsole.Endpoints;

/// <summary>The filter of a list, as the address has it.</summary>
internal static class ListQuery
{
    public static ExecutionQuery Read(ConsoleRequest request) => new()
    {
        FunctionName = Valid(request.Asked("function"), ExecutionId.IsValidFunctionName, "function"),
        Name = Valid(request.Asked("name"), ExecutionId.IsValidName, "execution"),
        BusinessKey = request.Asked("key"),
        Tags = TagText.Read(request.AskedAll("tag")),
        Statuses = [.. request.AskedAll("status").Select(Status)],
        StartedAfter = Time(request.Asked("after")),
        StartedBefore = Time(request.Asked("before")),
        IsStuck = request.Asked("stuck") == "1",
        OldestFirst = request.Asked("oldest") == "1",
        Marker = request.Asked("marker"),
    };

    private static string? Valid(string? text, Func<string?, bool> isValid, string what) => text is null || isValid(text)
        ? text
        : throw Wrong($"'{Text.Shown.Line(text, 80)}' is no name of a {what}: it has 1 to 64 of the characters a-z, A-Z, 0-9, '-' and '_', and is given whole.");

    private static ExecutionStatus Status(string text) =>
        Enum.TryParse<ExecutionStatus>(text, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : throw Wrong($"'{Text.Shown.Line(text, 80)}' is no status.");

    private static DateTimeOffset? Time(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw Wrong($"'{Text.Shown.Line(text, 80)}' is no time: write it as 2026-01-31T18:00, in UTC.");

    private static ConsoleRefusal Wrong(string message) => new(StatusCodes.Status400BadRequest, message);
}
