namespace Durable.Core.Operations.Steps;

/// <summary>Carries what a step body threw out of the step scheduler.</summary>
internal sealed class StepBodyException(Exception innerException) : Exception("A step body threw.", innerException);
