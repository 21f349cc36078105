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
    public async ValueTask<HeadPage> ReadAsync(ExecutionQuery query, CancellationToken cancellationToken)
    {
        List<ExecutionHead> found = [];
        List<StorageUsage> usages = [];
        for (var pages = 0; ; pages++)
        {
            var page = await store.ListAsync(query with { PageSize = query.PageSize - found.Count }, cancellationToken);
            foreach (var (index, head) in page.Heads.Index().Where(listed => rules.Find(listed.Item) is not null))
            {
                found.Add(head);
                usages.AddRange(page.Usages is { } counted ? [counted[index]] : []);
            }

            if (found.Count == query.PageSize || page.NextMarker is null || pages + 1 == MaxPages)
            {
                return new HeadPage(found, page.NextMarker) { Usages = page.Usages is null ? null : usages };
            }

            query = query with { Marker = page.NextMarker };
        }
    }
}
