using Durable.Testing;

namespace Durable.Embedded.Tests.Cultures;

/// <summary>Tests that change the culture of the whole process run alone.</summary>
[CollectionDefinition(ForeignCulture.Collection, DisableParallelization = true)]
public sealed class ForeignCultureCollection;
