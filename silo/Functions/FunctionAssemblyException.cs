namespace Durable.Silo.Functions;

/// <summary>Functions cannot be taken from an assembly.</summary>
/// <param name="path">The assembly, as the command line names it.</param>
/// <param name="problem">What is wrong, and what to do.</param>
/// <param name="innerException">What was found.</param>
internal sealed class FunctionAssemblyException(string path, string problem, Exception? innerException = null)
    : Exception($"--functions {path}: {problem}", innerException);
