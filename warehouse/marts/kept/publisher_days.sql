-- key: publisher, published_on
-- state
WITH articles AS (
    SELECT article_id, publisher, cluster_id, word_count,
           CAST(coalesce(published_at, updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on
    FROM {articles}
),
said AS (
    SELECT a.publisher, a.published_on, q.kind, q.speaker_entity_id
    FROM {quotes} q JOIN articles a USING (article_id)
),
quoted AS (
    SELECT publisher, published_on, count(*) AS quote_count, count(speaker_entity_id) AS attributed_count,
           count(*) FILTER (kind = 'direct') AS direct_count, count(*) FILTER (kind = 'indirect') AS indirect_count
    FROM said GROUP BY ALL
),
voices AS (
    SELECT publisher, published_on,
           list({'speaker_entity_id': speaker_entity_id, 'quote_count': quote_count}) AS voices
    FROM (
        SELECT publisher, published_on, speaker_entity_id, count(*) AS quote_count
        FROM said WHERE speaker_entity_id IS NOT NULL GROUP BY ALL
    ) GROUP BY ALL
),
ran AS (
    SELECT publisher, published_on, count(*) AS article_count, sum(word_count)::BIGINT AS word_count,
           list({'article_id': article_id, 'cluster_id': coalesce(cluster_id, article_id)}) AS stories
    FROM articles GROUP BY ALL
)
SELECT
    r.publisher, r.published_on, r.article_count, r.word_count,
    coalesce(q.quote_count, 0) AS quote_count,
    coalesce(q.attributed_count, 0) AS attributed_count,
    coalesce(q.direct_count, 0) AS direct_count,
    coalesce(q.indirect_count, 0) AS indirect_count,
    r.stories,
    coalesce(v.voices, []) AS voices
FROM ran r
LEFT JOIN quoted q
    ON q.publisher IS NOT DISTINCT FROM r.publisher AND q.published_on IS NOT DISTINCT FROM r.published_on
LEFT JOIN voices v
    ON v.publisher IS NOT DISTINCT FROM r.publisher AND v.published_on IS NOT DISTINCT FROM r.published_on
-- moved
SELECT
    publisher,
    CAST(coalesce(published_at, updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on,
    0 AS article_count, 0 AS word_count, 0 AS quote_count, 0 AS attributed_count, 0 AS direct_count,
    0 AS indirect_count,
    list({'article_id': article_id, 'cluster_id': coalesce(cluster_id, article_id)}) AS stories,
    []::STRUCT(speaker_entity_id VARCHAR, quote_count BIGINT)[] AS voices
FROM {changed} GROUP BY ALL
-- merged
WITH told AS (
    SELECT publisher, published_on, list({'article_id': article_id, 'cluster_id': cluster_id}) AS stories
    FROM (
        SELECT publisher, published_on, s.article_id AS article_id, arg_max(s.cluster_id, turn) AS cluster_id
        FROM (SELECT publisher, published_on, turn, unnest(stories) AS s FROM {both}) GROUP BY ALL
    ) GROUP BY ALL
),
heard AS (
    SELECT publisher, published_on,
           list({'speaker_entity_id': speaker_entity_id, 'quote_count': quote_count}) AS voices
    FROM (
        SELECT publisher, published_on, v.speaker_entity_id AS speaker_entity_id,
               sum(v.quote_count)::BIGINT AS quote_count
        FROM (SELECT publisher, published_on, unnest(voices) AS v FROM {both}) GROUP BY ALL
    ) GROUP BY ALL
),
counted AS (
    SELECT publisher, published_on,
           sum(article_count)::BIGINT AS article_count,
           sum(word_count)::BIGINT AS word_count,
           sum(quote_count)::BIGINT AS quote_count,
           sum(attributed_count)::BIGINT AS attributed_count,
           sum(direct_count)::BIGINT AS direct_count,
           sum(indirect_count)::BIGINT AS indirect_count
    FROM {both} GROUP BY publisher, published_on
)
SELECT c.*, coalesce(told.stories, []) AS stories, coalesce(heard.voices, []) AS voices
FROM counted c
LEFT JOIN told
    ON told.publisher IS NOT DISTINCT FROM c.publisher AND told.published_on IS NOT DISTINCT FROM c.published_on
LEFT JOIN heard
    ON heard.publisher IS NOT DISTINCT FROM c.publisher AND heard.published_on IS NOT DISTINCT FROM c.published_on
-- derived
SELECT
    * EXCLUDE (stories, voices),
    len(list_distinct(list_transform(stories, lambda s: s.cluster_id))) AS story_count,
    len(voices) AS speaker_count,
    CASE WHEN len(voices) > 1 THEN -list_sum(list_transform(
        voices, lambda v: v.quote_count / attributed_count * log2(v.quote_count / attributed_count)
    )) / log2(len(voices)) END AS speaker_diversity,
    stories,
    voices
FROM {rows}
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
