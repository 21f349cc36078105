namespace Durable.Model;

/// <summary>What only a wait has.</summary>
/// <param name="ScheduledEndTimestamp">When it ends.</param>
internal sealed record WaitDetails(DateTimeOffset ScheduledEndTimestamp);
