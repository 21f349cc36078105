namespace Durable;

/// <summary>Which payload an error is about. Put into words only when there is an error.</summary>
/// <param name="what">What it is, such as "the result of step".</param>
/// <param name="name">Of which; null where <paramref name="what"/> says it all.</param>
/// <param name="item">Which item of that.</param>
internal readonly struct PayloadSubject(string what, string? name = null, int? item = null)
{
    private readonly ExecutionId? _execution;

    public PayloadSubject(string what, ExecutionId execution)
        : this(what) => _execution = execution;

    public static implicit operator PayloadSubject(string what) => new(what);

    public override string ToString() =>
        _execution is { } execution ? $"{what} '{execution}'"
        : name is null ? what
        : item is { } index ? Invariant($"{what} {index} of '{name}'") : $"{what} '{name}'";
}
