namespace Durable.WebConsole;

/// <summary>Refuses options that could not work.</summary>
internal sealed class DurableConsoleOptionsValidator : IValidateOptions<DurableConsoleOptions>
{
    private const int MaxTitleLength = 60;

    public ValidateOptionsResult Validate(string? name, DurableConsoleOptions options)
    {
        var checks = new OptionChecks(nameof(DurableConsoleOptions));
        checks.RequireRange(nameof(options.MaxConcurrentReads), options.MaxConcurrentReads, 1, 10_000);
        checks.RequireRange(nameof(options.MaxConcurrentReadsPerCaller), options.MaxConcurrentReadsPerCaller, 1, 10_000);
        checks.RequireRange(nameof(options.AnswerTimeout), options.AnswerTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "1 s to 1 h");
        List<string> problems = [.. checks.Problems];
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
