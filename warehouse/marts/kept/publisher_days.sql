-- key: publisher, published_on
-- state
WITH articles AS (
    SELECT article_id, publisher, word_count,
           CAST(coalesce(published_at, updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on
    FROM {articles}
),
quoted AS (
    SELECT a.publisher, a.published_on, count(*) AS quote_count, count(q.speaker_entity_id) AS attributed_count,
           count(*) FILTER (q.kind = 'direct') AS direct_count, count(*) FILTER (q.kind = 'indirect') AS indirect_count
    FROM {quotes} q JOIN articles a USING (article_id)
    GROUP BY a.publisher, a.published_on
),
ran AS (
    SELECT publisher, published_on, count(*) AS article_count, sum(word_count)::BIGINT AS word_count
    FROM articles GROUP BY publisher, published_on
)
SELECT
    r.publisher, r.published_on, r.article_count, r.word_count,
    coalesce(q.quote_count, 0) AS quote_count,
    coalesce(q.attributed_count, 0) AS attributed_count,
    coalesce(q.direct_count, 0) AS direct_count,
    coalesce(q.indirect_count, 0) AS indirect_count
FROM ran r
LEFT JOIN quoted q
    ON q.publisher IS NOT DISTINCT FROM r.publisher AND q.published_on IS NOT DISTINCT FROM r.published_on
-- moved
SELECT
    publisher,
    CAST(coalesce(published_at, updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on,
    0 AS article_count, 0 AS word_count, 0 AS quote_count, 0 AS attributed_count, 0 AS direct_count,
    0 AS indirect_count
FROM {changed} GROUP BY publisher, published_on
-- merged
SELECT publisher, published_on,
       sum(article_count)::BIGINT AS article_count,
       sum(word_count)::BIGINT AS word_count,
       sum(quote_count)::BIGINT AS quote_count,
       sum(attributed_count)::BIGINT AS attributed_count,
       sum(direct_count)::BIGINT AS direct_count,
       sum(indirect_count)::BIGINT AS indirect_count
FROM {both} GROUP BY publisher, published_on
-- derived
-- Distinct stories and voices cannot be summed: of the days that a load touches they are counted anew.
WITH touched AS MATERIALIZED (FROM {rows}),
stories AS (
    SELECT a.publisher, a.published_on,
           count(DISTINCT a.cluster_id) + count(*) FILTER (a.cluster_id IS NULL) AS story_count
    FROM (
        SELECT publisher, cluster_id, CAST(published_at AT TIME ZONE 'UTC' AS DATE) AS published_on
        FROM lake.news.articles WHERE {dated}
        UNION ALL
        SELECT publisher, cluster_id, CAST(updated_at AT TIME ZONE 'UTC' AS DATE) AS published_on
        FROM lake.news.articles WHERE published_at IS NULL
    ) a
    SEMI JOIN touched t
        ON a.publisher IS NOT DISTINCT FROM t.publisher AND a.published_on IS NOT DISTINCT FROM t.published_on
    GROUP BY a.publisher, a.published_on
),
voices AS (
    SELECT publisher, published_on, count(*) AS speaker_count,
           CASE WHEN count(*) > 1 THEN
               (log2(sum(quote_count)) - sum(quote_count * log2(quote_count)) / sum(quote_count)) / log2(count(*))
           END AS speaker_diversity
    FROM lake.dateline.kept_publisher_day_speakers v
    SEMI JOIN touched t
        ON v.publisher IS NOT DISTINCT FROM t.publisher AND v.published_on IS NOT DISTINCT FROM t.published_on
    GROUP BY publisher, published_on
)
SELECT t.*, s.story_count, coalesce(v.speaker_count, 0) AS speaker_count, v.speaker_diversity
FROM touched t
LEFT JOIN stories s
    ON s.publisher IS NOT DISTINCT FROM t.publisher AND s.published_on IS NOT DISTINCT FROM t.published_on
LEFT JOIN voices v
    ON v.publisher IS NOT DISTINCT FROM t.publisher AND v.published_on IS NOT DISTINCT FROM t.published_on
-- shown
SELECT
    publisher,
    published_on,
    article_count,
    story_count,
    word_count,
    quote_count,
    attributed_count / nullif(quote_count, 0) AS attributed_share,
    direct_count / nullif(quote_count, 0) AS direct_share,
    indirect_count / nullif(quote_count, 0) AS indirect_share,
    speaker_count,
    speaker_diversity
FROM dateline.kept_publisher_days
