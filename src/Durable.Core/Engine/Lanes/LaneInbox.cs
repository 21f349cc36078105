namespace Durable.Core.Engine.Lanes;

/// <summary>Puts a lane's messages back in order.</summary>
internal sealed class LaneInbox
{
    private readonly Dictionary<int, TaskCompletionSource> _early = [];
    private int _next = 1;

    public Task WaitForTurnAsync(int number)
    {
        if (number == _next)
        {
            return Task.CompletedTask;
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _early.Add(number, turn);
        return turn.Task;
    }

    public void Done(int number)
    {
        _next = number + 1;
        if (_early.Remove(_next, out var turn))
        {
            turn.SetResult();
        }
    }
}
