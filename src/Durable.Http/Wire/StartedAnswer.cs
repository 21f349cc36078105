namespace Durable.Http.Wire;

/// <summary>An execution that was started. The server says so in headers; here they are members, named as elsewhere on the wire.</summary>
/// <param name="DurableExecutionArn">The execution.</param>
/// <param name="ExecutedVersion">The version of the function that it runs.</param>
internal sealed record StartedAnswer(string DurableExecutionArn, string? ExecutedVersion);
