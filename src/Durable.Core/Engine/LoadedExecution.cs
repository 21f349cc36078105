using Durable.Core.Functions;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>An execution that can be resumed.</summary>
/// <param name="Stored">What is in the store.</param>
/// <param name="Function">The version of the function that it was started on.</param>
internal sealed record LoadedExecution(StoredExecution Stored, DurableFunctionDefinition Function);
