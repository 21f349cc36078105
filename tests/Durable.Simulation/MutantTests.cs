using Durable.Simulation.Mutants;

namespace Durable.Simulation;

public sealed class MutantTests
{
    public static TheoryData<string> Names => [.. Mutant.ReadAll().Select(static mutant => mutant.Name)];

    // Whether the simulator finds them is asked by its own command, which builds the product once for each.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutant_can_be_made_in_the_sources_as_they_are(string name) =>
        Assert.Equal(1, Mutant.ReadAll().Single(mutant => mutant.Name == name).CountPlaces(Mutant.Root));
}
