namespace Durable.TerminalPicture;

/// <summary>One place of the screen.</summary>
/// <param name="Character">What stands there.</param>
/// <param name="Pen">How it looks.</param>
internal readonly record struct Cell(char Character, Pen Pen)
{
    private const char Block = '█';

    public static Cell Blank { get; } = new(' ', default);

    public bool IsBlank => Character == ' ';

    /// <summary>Whether it is full, as the places of a bar are.</summary>
    public bool IsBlock => Character == Block;

    /// <summary>Whether this one is drawn together with the one before it.</summary>
    public bool Joins(Cell before) => Pen == before.Pen && IsBlock == before.IsBlock;
}
