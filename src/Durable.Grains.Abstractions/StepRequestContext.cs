namespace Durable.Grains;

/// <summary>What a grain learns of the step that calls it: carried in <see cref="RequestContext"/>, over every call in between.</summary>
public static class StepRequestContext
{
    /// <summary>Key of <see cref="AttemptId"/>, the one value that is carried.</summary>
    public const string AttemptIdKey = "durable.attempt-id";

    /// <summary><see cref="IStepContext.EffectId"/> of the step whose body led to this call; null outside one.</summary>
    public static string? EffectId => AttemptId is { } attempt ? attempt[..attempt.LastIndexOf('/')] : null;

    /// <summary><see cref="IStepContext.AttemptId"/> of the step whose body led to this call; null outside one.</summary>
    public static string? AttemptId => RequestContext.Get(AttemptIdKey) as string;
}
