namespace Durable;

/// <summary>What user code hands to the engine.</summary>
internal static class Bodies
{
    /// <summary>
    /// The error for null in place of a task, which awaited would only say that a task was cancelled, or that a reference was null somewhere.
    /// </summary>
    /// <param name="what">Whose body it was.</param>
    public static InvalidOperationException ReturnedNull(string what) => ProgrammingErrors.New(
        $"The body of {what} returned null instead of a task. Make it async, or let it return Task.FromResult(...) or Task.CompletedTask; a mock must be set up to return a task.");
}
