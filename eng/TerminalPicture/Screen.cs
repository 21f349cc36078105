using System.Globalization;
using System.Text.RegularExpressions;

namespace Durable.TerminalPicture;

/// <summary>What a terminal shows. Knows what our programs send: text, colours, cursor movements and erasures; nothing scrolls away.</summary>
internal sealed partial class Screen(int columns)
{
    private readonly List<Cell[]> _lines = [];
    private Pen _pen;
    private int _row;
    private int _column;

    public int Columns => columns;

    /// <summary>The lines from the first to the last that has text.</summary>
    public IEnumerable<ReadOnlyMemory<Cell>> Lines => _lines
        .Select(static line => line.AsMemory(0, Array.FindLastIndex(line, static cell => !cell.IsBlank) + 1))
        .Take(_lines.FindLastIndex(static line => !Array.TrueForAll(line, static cell => cell.IsBlank)) + 1)
        .Select(static line => (ReadOnlyMemory<Cell>)line);

    public void Write(string output)
    {
        var position = 0;
        while (position < output.Length)
        {
            var sequence = ControlSequence().Match(output, position);
            if (sequence.Success)
            {
                Control(sequence);
                position += sequence.Length;
            }
            else
            {
                Put(output[position++]);
            }
        }
    }

    // A control sequence with numbers and a final letter, or an escape of one character.
    [GeneratedRegex(@"\G\e(?:\[(?<private>\?)?(?<numbers>[0-9;]*)(?<final>[A-Za-z])|[=>])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ControlSequence();

    private void Control(Match sequence)
    {
        if (sequence.Groups["private"].Success || !sequence.Groups["final"].Success)
        {
            // Modes: whether the cursor is seen, and what keys send.
            return;
        }

        int[] numbers = [.. sequence.Groups["numbers"].Value.Split(';').Select(static number => number.Length == 0 ? 0 : int.Parse(number, CultureInfo.InvariantCulture))];
        var count = Math.Max(1, numbers[0]);
        switch (sequence.Groups["final"].Value)
        {
            case "A":
                _row = Math.Max(0, _row - count);
                break;
            case "B":
                _row += count;
                break;
            case "C":
                _column = Math.Min(columns - 1, _column + count);
                break;
            case "D":
                _column = Math.Max(0, _column - count);
                break;
            case "G":
                _column = count - 1;
                break;
            case "K":
                Erase(numbers[0]);
                break;
            case "m":
                _pen = _pen.After(numbers);
                break;
            case var other:
                throw new NotSupportedException($"The control sequence '{other}' is not known: teach it to {nameof(Screen)}.");
        }
    }

    private void Put(char character)
    {
        switch (character)
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                _row++;
                break;
            default:
                if (_column == columns)
                {
                    (_row, _column) = (_row + 1, 0);
                }

                Line()[_column++] = new Cell(character, _pen);
                break;
        }
    }

    private void Erase(int part)
    {
        var (from, to) = part switch { 0 => (_column, columns), 1 => (0, Math.Min(_column + 1, columns)), _ => (0, columns) };
        Line().AsSpan(from, to - from).Fill(Cell.Blank);
    }

    private Cell[] Line()
    {
        while (_lines.Count <= _row)
        {
            var line = new Cell[columns];
            line.AsSpan().Fill(Cell.Blank);
            _lines.Add(line);
        }

        return _lines[_row];
    }
}
