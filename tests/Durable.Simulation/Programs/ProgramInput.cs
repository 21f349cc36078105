namespace Durable.Simulation.Programs;

/// <summary>Input of the function that runs programs.</summary>
/// <param name="Program">Which program it runs.</param>
/// <param name="Rounds">How often it continues as new before it returns.</param>
internal sealed record ProgramInput(int Program, int Rounds = 0);
