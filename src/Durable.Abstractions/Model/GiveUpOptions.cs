namespace Durable.Model;

/// <summary>GIVE UP: which call ends.</summary>
/// <param name="Call">Which of the calls that wait for the operation, from 1 in program order; 0 for the call that made it.</param>
internal sealed record GiveUpOptions(int Call);
