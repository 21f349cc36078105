using Durable.Core.Codecs;
using Durable.Storage;

namespace Durable.Core.Queries.Waiting;

/// <summary>
/// Lists of executions that are stuck. No index knows them, for their being so comes with the clock: pages of the store are looked through.
/// </summary>
internal sealed class StuckList(ExecutionStore store, StuckRules rules)
{
    // Of the store, for one page of the list: a caller who wants to go on has a marker.
    private const int MaxPages = 10;

    /// <summary>Reads until the page is full, or so many pages of the store were looked through.</summary>
    public async Task<HeadPage> ReadAsync(ExecutionQuery query, CancellationToken cancellationToken)
    {
        List<ExecutionHead> found = [];
        for (var pages = 0; ; pages++)
        {
            var page = await store.ListAsync(query with { PageSize = query.PageSize - found.Count }, cancellationToken);
            found.AddRange(page.Heads.Where(IsStuck));
            if (found.Count == query.PageSize || page.NextMarker is null || pages + 1 == MaxPages)
            {
                return new HeadPage(found, page.NextMarker);
            }

            query = query with { Marker = page.NextMarker };
        }
    }

    private bool IsStuck(ExecutionHead head) => rules.Find(head, rules.WaitOf(head) is { } wait ? [wait] : [], isInMemory: false) is not null;
}
