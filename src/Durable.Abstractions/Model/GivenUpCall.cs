namespace Durable.Model;

/// <summary>A call that waited for an operation until its caller's token ended it. The operation itself may go on.</summary>
/// <param name="Call">Which of the calls that wait for the operation, from 1 in program order; 0 for the call that made it.</param>
/// <param name="At">When.</param>
/// <param name="Earlier">Calls that were given up before.</param>
internal sealed record GivenUpCall(int Call, DateTimeOffset At, GivenUpCall? Earlier)
{
    /// <summary>Number of the change that noted it.</summary>
    public long Sequence { get; set; }

    /// <summary>The call of that number, if it was given up.</summary>
    public static GivenUpCall? Find(GivenUpCall? newest, int call)
    {
        while (newest is not null && newest.Call != call)
        {
            newest = newest.Earlier;
        }

        return newest;
    }
}
