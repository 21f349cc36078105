using Durable.Storage;

namespace Durable.Chaos;

/// <summary>Durable executions that somebody does his worst to.</summary>
internal interface IChaosTarget : IAsyncDisposable
{
    /// <summary>The faults it can be put to here, each as often as it is to be drawn.</summary>
    IReadOnlyList<ChaosFault> Faults { get; }

    /// <summary>Processes that were killed.</summary>
    int Kills { get; }

    /// <summary>Starts it.</summary>
    Task StartAsync();

    /// <summary>Starts an execution, unless it is there, and waits for its end.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="onStarted">Called when the start was acknowledged.</param>
    /// <returns>Its result.</returns>
    Task<int> RunAsync(string name, int input, Action onStarted);

    /// <summary>Completes a callback.</summary>
    Task AnswerAsync(string callbackId, int value);

    /// <summary>Completes when it takes requests again, as far as anybody knows.</summary>
    Task WhenUpAsync();

    /// <summary>Ends all its processes in good order.</summary>
    Task EndAsync();

    /// <summary>Opens its store; no process runs any more.</summary>
    ICheckpointStore OpenStore();
}
