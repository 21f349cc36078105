using Durable.Core.Contexts;

namespace Durable.Simulation.Programs;

/// <summary>What a piece of a program knows of its place: which id its next operation will take, and what it has awaited already.</summary>
internal sealed class ProgramScope(ProgramScope? parent, string? idPrefix)
{
    private readonly List<string> _done = [];
    private readonly List<string> _seen = [];

    // What its caller had seen when it began; what it sees later the code here does not know.
    private readonly string _before = parent?.Seen ?? "";
    private readonly string[] _doneBefore = parent?.Done.ToArray() ?? [];
    private int _operations;

    /// <summary>What the ids of its operations start with; null at the root.</summary>
    public string? IdPrefix => idPrefix;

    /// <summary>All recorded operations that had ended before the code here goes on.</summary>
    public IEnumerable<string> Done => _doneBefore.Concat(_done);

    /// <summary>All outcomes that the code here has seen, in order. Code that has started a step may never see another order.</summary>
    public string Seen => $"{_before}|{string.Join(';', _seen)}";

    /// <summary>The id of the newest operation.</summary>
    public string Current => OperationIds.Child(idPrefix, _operations);

    /// <summary>Takes the id of the next operation.</summary>
    public string Next() => OperationIds.Child(idPrefix, ++_operations);

    /// <summary>The scope of a context, or of a branch of a batch.</summary>
    public ProgramScope Enter(string idPrefix) => new(this, idPrefix);

    /// <summary>The code here has seen something.</summary>
    public void See(string what) => _seen.Add(what.Length < 100 ? what : $"{what.Length} characters");

    /// <summary>The operation was awaited.</summary>
    public void Await(string id) => _done.Add(id);
}
