namespace Durable;

/// <summary>How a computed delay is spread.</summary>
public enum JitterStrategy
{
    /// <summary>The computed delay as it is.</summary>
    None,

    /// <summary>Anything from 0 to the computed delay.</summary>
    Full,

    /// <summary>Half of the computed delay plus anything up to the other half.</summary>
    Half,
}
