namespace Durable;

/// <summary>
/// What becomes of an execution whose code no longer fits what is stored of it: the function makes another call than the log holds at that place
/// (<see cref="NonDeterministicExecutionException"/>), or cannot read its own stored data (<see cref="PayloadSerializationException"/>).
/// </summary>
public enum DivergenceBehavior
{
    /// <summary>
    /// It is parked: it stays RUNNING, costs storage only, and nothing of it is lost. It goes on with <see cref="IDurableClient.ResumeAsync"/> once the
    /// deployment is rolled back or the code is fixed.
    /// </summary>
    Park,

    /// <summary>It ends FAILED, for good.</summary>
    Fail,
}
