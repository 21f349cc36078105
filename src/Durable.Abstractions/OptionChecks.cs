namespace Durable;

/// <summary>Gathers what is wrong with the options of one class: a sentence each, which names the option and says what to set it to.</summary>
/// <param name="type">Name of the class.</param>
internal sealed class OptionChecks(string type)
{
    private readonly List<string> _problems = [];

    /// <summary>What is wrong; empty when all is well.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Has a value meet a condition.</summary>
    /// <param name="isMet">Whether it does.</param>
    /// <param name="option">Name of the option.</param>
    /// <param name="value">Its value.</param>
    /// <param name="remedy">What to set it to.</param>
    public void Require(bool isMet, string option, object? value, string remedy)
    {
        if (!isMet)
        {
            Reject(option, $"is {Show(value)}: set it to {remedy}.");
        }
    }

    /// <summary>Has a number be in a range.</summary>
    public void RequireRange(string option, long value, long least, long most) =>
        Require(value >= least && value <= most, option, value, Invariant($"a value from {least} to {most}"));

    /// <summary>Has a number be large enough.</summary>
    public void RequireAtLeast(string option, long value, long least) => Require(value >= least, option, value, Invariant($"at least {least}"));

    /// <summary>Has a time be in a range.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="value">Its value.</param>
    /// <param name="least">The shortest.</param>
    /// <param name="most">The longest.</param>
    /// <param name="range">The range, in words.</param>
    public void RequireRange(string option, TimeSpan value, TimeSpan least, TimeSpan most, string range) =>
        Require(value >= least && value <= most, option, value, $"a value from {range}");

    /// <summary>Adds a problem that is not one of the value alone.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="problem">Goes on after it.</param>
    public void Reject(string option, string problem) => _problems.Add($"{type}.{option} {problem}");

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        _ => Invariant($"{value}"),
    };
}
