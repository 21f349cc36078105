using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.CommandLine.Commands;

/// <summary>The options <c>--business-key</c> and <c>--tag</c>.</summary>
internal sealed class LabelOptions
{
    private readonly Option<string?> _businessKey;
    private readonly Option<string[]> _tags;

    /// <param name="ofBusinessKey">What the business key is for here.</param>
    /// <param name="ofTags">What tags are for here.</param>
    public LabelOptions(string ofBusinessKey, string ofTags)
    {
        _businessKey = new Option<string?>("--business-key") { Description = ofBusinessKey, HelpName = "text" };
        _tags = new Option<string[]>("--tag") { Description = ofTags, HelpName = "key=value", DefaultValueFactory = static _ => [] };
        _businessKey.Validators.Add(RequireValidKey);
        _tags.Validators.Add(RequireValidTags);
    }

    public void AddTo(Command command)
    {
        command.Add(_businessKey);
        command.Add(_tags);
    }

    public string? BusinessKey(ParseResult parsed) => parsed.GetValue(_businessKey);

    public IReadOnlyDictionary<string, string> Tags(ParseResult parsed) =>
        parsed.GetRequiredValue(_tags).Select(static text => Split(text)!.Value).ToDictionary(StringComparer.Ordinal);

    private static KeyValuePair<string, string>? Split(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var separator
        ? KeyValuePair.Create(text[..separator], text[(separator + 1)..])
        : null;

    private static void RequireValidKey(OptionResult option)
    {
        if (option.Tokens is [var token])
        {
            Require(option, new StartOptions { BusinessKey = token.Value });
        }
    }

    private static void RequireValidTags(OptionResult option)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var token in option.Tokens)
        {
            if (Split(token.Value) is not { } tag)
            {
                option.AddError($"--tag '{token.Value}' is not valid: use key=value.");
                return;
            }

            if (!tags.TryAdd(tag.Key, tag.Value))
            {
                option.AddError($"--tag '{tag.Key}' is given twice.");
                return;
            }
        }

        Require(option, new StartOptions { Tags = tags });
    }

    private static void Require(OptionResult option, StartOptions options)
    {
        if (options.FindProblem() is { } problem)
        {
            option.AddError(problem);
        }
    }
}
