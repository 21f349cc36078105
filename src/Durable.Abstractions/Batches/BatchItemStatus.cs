namespace Durable;

/// <summary>What became of one branch of a batch.</summary>
public enum BatchItemStatus
{
    /// <summary>The branch returned.</summary>
    Succeeded,

    /// <summary>The branch threw.</summary>
    Failed,

    /// <summary>The branch had started when the batch ended early; it was cancelled.</summary>
    Started,
}
