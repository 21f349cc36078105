namespace Durable;

/// <summary>Whether branches are recorded as contexts of their own.</summary>
public enum NestingType
{
    /// <summary>Every branch is a recorded context. The default.</summary>
    Nested,

    /// <summary>No context per branch: fewer operations and events; results live only in the batch's payload.</summary>
    Flat,
}
