namespace Durable.Http.Wire;

/// <summary>A parked execution goes on. Not on the original wire, which parks nothing.</summary>
internal sealed record ResumeAnswer(string DurableExecutionArn, string Status);
