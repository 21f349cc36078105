namespace Durable.Http.Calls;

/// <summary>What a call is about: an error of the wire means what it means there.</summary>
/// <param name="Execution">The execution that is asked, or started; null for lists.</param>
/// <param name="StartedFunction">The function of a start; null for other calls.</param>
/// <param name="ListedFunction">The function of a list; null for other calls.</param>
/// <param name="Callback">The callback that is asked; null for other calls.</param>
internal readonly record struct CallSubject(
    ExecutionId? Execution = null, string? StartedFunction = null, string? ListedFunction = null, CallbackReference? Callback = null)
{
    /// <summary>A call to an execution.</summary>
    public static CallSubject Of(ExecutionId execution) => new(execution);

    /// <summary>A start of an execution.</summary>
    public static CallSubject StartOf(ExecutionId execution) => new(execution, StartedFunction: execution.FunctionName);

    /// <summary>A list of executions.</summary>
    public static CallSubject ListOf(string? function) => new(ListedFunction: function);

    /// <summary>A call to a callback.</summary>
    public static CallSubject Of(CallbackReference callback) => new(callback.ExecutionId, Callback: callback);
}
