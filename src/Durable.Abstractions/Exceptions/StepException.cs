using Durable.Model;

namespace Durable;

/// <summary>A step failed and its retry strategy gave up.</summary>
/// <param name="error">The recorded error of the last attempt.</param>
public class StepException(ErrorObject error) : DurableOperationException(error);
