namespace Durable.Simulation.Programs;

/// <summary>Makes programs smaller.</summary>
internal static class ProgramShrinker
{
    /// <summary>The smallest program that still fails, found by going from one failing program to the next smaller one.</summary>
    public static ProgramNode Minimize(ProgramNode program, Func<ProgramNode, bool> fails)
    {
        while (Smaller(program).FirstOrDefault(fails) is { } smaller)
        {
            program = smaller;
        }

        return program;
    }

    private static IEnumerable<ProgramNode> Smaller(ProgramNode node) => node switch
    {
        ProgramNode.Sequence sequence =>
            [
                .. sequence.Children.Count == 1 ? sequence.Children : [],
                .. Fewer(sequence.Children).Select(static children => new ProgramNode.Sequence(children)),
            ],
        ProgramNode.Together together => [.. together.Children, .. Fewer(together.Children).Select(static children => new ProgramNode.Together(children))],
        ProgramNode.Race race =>
            [
                .. race.Runners,
                .. Fewer(race.Runners).Where(static runners => runners.Count > 0).Select(runners => race with { Runners = runners }),
                .. race.End == RaceEnd.All ? Array.Empty<ProgramNode>() : [race with { End = RaceEnd.All }],
            ],
        ProgramNode.Child child => [child.Body, .. Smaller(child.Body).Select(body => child with { Body = body })],
        ProgramNode.Batch batch =>
            [
                .. batch.Children,
                .. Fewer(batch.Children).Where(children => children.Count >= (batch.Completion.MinSuccessful ?? 0)).Select(children => batch with { Children = children }),
                .. batch.IsFlat ? [batch with { IsFlat = false }] : Array.Empty<ProgramNode>(),
            ],
        ProgramNode.Step step => new[]
        {
            new ProgramNode.Step(step.Value),
            step with { Size = 0, Seconds = 0 },
            step with { Failures = 0 },
            step with { IsAtMostOnce = false },
        }.Where(simpler => simpler != step),
        ProgramNode.Condition { Polls: not 1 } condition => [condition with { Polls = 1 }],
        ProgramNode.Callback { IsSubmitted: true } callback => [callback with { IsSubmitted = false }],
        ProgramNode.Wait { Seconds: > 1 } => [new ProgramNode.Wait(1)],
        _ => [],
    };

    private static IEnumerable<List<ProgramNode>> Fewer(IReadOnlyList<ProgramNode> children)
    {
        for (var i = 0; i < children.Count; i++)
        {
            yield return [.. children.Take(i), .. children.Skip(i + 1)];
        }

        for (var i = 0; i < children.Count; i++)
        {
            foreach (var smaller in Smaller(children[i]))
            {
                yield return [.. children.Take(i), smaller, .. children.Skip(i + 1)];
            }
        }
    }
}
