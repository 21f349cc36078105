namespace Durable;

/// <summary>One started branch of a batch.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
public interface IBatchItem<out T>
{
    /// <summary>Position in the input, from 0.</summary>
    int Index { get; }

    /// <summary>Name of the branch.</summary>
    string? Name { get; }

    /// <summary>What became of it.</summary>
    BatchItemStatus Status { get; }

    /// <summary>The result; default unless <see cref="Status"/> is <see cref="BatchItemStatus.Succeeded"/>.</summary>
    T? Result { get; }

    /// <summary>The error; null unless <see cref="Status"/> is <see cref="BatchItemStatus.Failed"/>.</summary>
    DurableExecutionException? Error { get; }
}
