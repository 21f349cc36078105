using Durable.Testing.Conformance;

namespace Durable.Core.Conformance;

public sealed class TransitionTableTests : TransitionTableConformance;

public sealed class BatchValidationTests : BatchValidationConformance;
