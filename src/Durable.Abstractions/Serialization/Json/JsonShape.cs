namespace Durable;

/// <summary>What is known of a type before any value of it is seen.</summary>
/// <param name="MayLose">Something in it may be read back as something else, without an error; each value is looked at.</param>
/// <param name="HasUntyped">Something in it is declared as <see cref="object"/>.</param>
/// <param name="HasUnordered">Something in it has no order: a set.</param>
internal sealed record JsonShape(bool MayLose, bool HasUntyped, bool HasUnordered);
