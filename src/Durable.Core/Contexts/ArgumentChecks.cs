using Durable.Core.Operations.Batches;

namespace Durable.Core.Contexts;

/// <summary>Refuses arguments before an operation takes its id, so that a refused call leaves no trace.</summary>
internal static class ArgumentChecks
{
    public static void RequireName(string? name)
    {
        if (name is not null && FindNameProblem(name) is { } problem)
        {
            throw new ArgumentException(
                $"Operation name '{name}' is not valid: {problem}. Use 1 to {DurableLimits.MaxOperationNameLength} printable ASCII characters; other letters cannot be in a name.",
                nameof(name));
        }
    }

    public static void RequireFunctionName(string functionName)
    {
        ArgumentNullException.ThrowIfNull(functionName);
        if (!ExecutionId.IsValidFunctionName(functionName))
        {
            throw new ArgumentException(
                $"Function name '{functionName}' is not valid: use 1 to {ExecutionId.MaxFunctionNameLength} of the characters a-z, A-Z, 0-9, '-' and '_'.",
                nameof(functionName));
        }
    }

    public static void RequireValid(InvokeConfig config)
    {
        if (config.TenantId is { } tenant && !NameRules.IsTenantId(tenant))
        {
            throw new ArgumentException(
                $"Tenant id '{tenant}' is not valid: use 1 to {DurableLimits.MaxTenantIdLength} printable ASCII characters.", nameof(config));
        }

        if (!Enum.IsDefined(config.ParentClosePolicy))
        {
            throw new ArgumentOutOfRangeException(nameof(config), config.ParentClosePolicy, "ParentClosePolicy must be Abandon or Stop.");
        }
    }

    public static void RequireSubType(string? subType)
    {
        if (subType is not null && !NameRules.IsSubType(subType))
        {
            throw new ArgumentException(
                $"Sub-type '{subType}' is not valid: use 1 to {NameRules.MaxSubTypeLength} of the characters a-z, A-Z, 0-9, '-' and '_'.", nameof(subType));
        }
    }

    public static void RequireValid(StepConfig config)
    {
        if (config.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > DurableLimits.MaxDelay))
        {
            throw new ArgumentOutOfRangeException(
                nameof(config), timeout, Invariant($"Timeout of a step must be more than 0 and at most {DurableLimits.MaxDelay.TotalDays:0} days, or null for none."));
        }

        if (config.MaxLostAttempts is < 0 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(config), config.MaxLostAttempts, "MaxLostAttempts must be 0 to 1000.");
        }
    }

    public static void RequireValid(CallbackConfig config)
    {
        RequireTimeout(config, config.Timeout, nameof(config.Timeout));
        RequireTimeout(config, config.HeartbeatTimeout, nameof(config.HeartbeatTimeout));
    }

    public static void RequireValid(BatchConfig config, int branches)
    {
        if (config.MaxConcurrency < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(config), config.MaxConcurrency, "MaxConcurrency must be at least 1; leave it null for no limit.");
        }

        var completion = config.CompletionConfig ?? throw new ArgumentException("CompletionConfig is null.", nameof(config));
        if (completion.MinSuccessful is { } minimum && (minimum < 1 || (branches > 0 && minimum > branches)))
        {
            throw new ArgumentOutOfRangeException(nameof(config), minimum, Invariant($"MinSuccessful must be 1 to the number of branches, {branches}."));
        }

        if (completion.ToleratedFailureCount < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(config), completion.ToleratedFailureCount, "ToleratedFailureCount must be at least 0.");
        }

        if (completion.ToleratedFailurePercentage is { } ratio && !(ratio is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(config), ratio, "ToleratedFailurePercentage is a ratio; it must be 0 to 1.");
        }
    }

    /// <returns>The names of all branches.</returns>
    public static string[] RequireNames<T>(IBatchBranches<T> branches)
    {
        var names = new string[branches.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = branches.NameOf(i);
            RequireName(names[i]);
        }

        return names;
    }

    private static string? FindNameProblem(string name) =>
        name.Length == 0 ? "it is empty"
        : name.Length > DurableLimits.MaxOperationNameLength ? $"it has {name.Length} characters"
        : NameRules.FindUnprintable(name) is >= 0 and var at ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it has U+{(int)name[at]:X4} at position {at + 1}")
        : null;

    private static void RequireTimeout(CallbackConfig config, TimeSpan timeout, string what)
    {
        if (timeout != TimeSpan.Zero && (timeout < DurableLimits.MinDelay || timeout > DurableLimits.MaxCallbackTimeout))
        {
            throw new ArgumentOutOfRangeException(
                nameof(config),
                timeout,
                Invariant($"{what} of a callback must be {DurableLimits.MinDelay.TotalSeconds:0} to {DurableLimits.MaxCallbackTimeout.TotalSeconds:0} seconds, or zero for none."));
        }
    }
}
