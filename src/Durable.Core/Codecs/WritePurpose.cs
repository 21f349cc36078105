namespace Durable.Core.Codecs;

/// <summary>What a write is for, as logs say it.</summary>
internal enum WritePurpose
{
    /// <summary>To create an execution.</summary>
    Start,

    /// <summary>To record what an execution has done.</summary>
    Checkpoint,

    /// <summary>To park an execution, or to end that.</summary>
    Parking,

    /// <summary>To note that parent and children have been notified.</summary>
    Settlement,
}
