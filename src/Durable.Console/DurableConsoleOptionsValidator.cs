namespace Durable.WebConsole;

/// <summary>Refuses options that could not work.</summary>
internal sealed class DurableConsoleOptionsValidator : IValidateOptions<DurableConsoleOptions>
{
    private const int MaxTitleLength = 60;

    public ValidateOptionsResult Validate(string? name, DurableConsoleOptions options)
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(options.Title) || options.Title.Length > MaxTitleLength)
        {
            problems.Add(Invariant($"{nameof(DurableConsoleOptions)}.{nameof(options.Title)} must have 1 to {MaxTitleLength} characters."));
        }

        RequirePath(nameof(options.SignInPath), options.SignInPath);
        RequirePath(nameof(options.SignOutPath), options.SignOutPath);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void RequirePath(string member, string? path)
        {
            if (path is not null && (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal)))
            {
                problems.Add($"{nameof(DurableConsoleOptions)}.{member} is '{path}': it must be a path of this application, such as /sign-in.");
            }
        }
    }
}
