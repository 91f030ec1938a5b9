-- One row per outlet and day (UTC) of publication: how much it ran, how it quotes, and how many voices it has.
--
-- Outlet and day are null where they are not known. The diversity of speakers is the entropy of quotes over named
-- speakers divided by its greatest value: 1 when all are quoted equally often, null with fewer than two.
WITH articles AS (
    SELECT article_id, publisher, cluster_id, word_count,
           CAST(coalesce(published_at, updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on
    FROM news.articles
),
quoted AS (
    SELECT a.publisher, a.published_on, q.kind, q.speaker_entity_id
    FROM news.quotes q JOIN articles a USING (article_id)
),
spoken AS (
    SELECT publisher, published_on, count(DISTINCT speaker_entity_id) AS speaker_count,
           CASE WHEN count(DISTINCT speaker_entity_id) > 1
                THEN entropy(speaker_entity_id) / log2(count(DISTINCT speaker_entity_id)) END AS speaker_diversity
    FROM quoted WHERE speaker_entity_id IS NOT NULL GROUP BY publisher, published_on
),
quotes AS (
    SELECT publisher, published_on, count(*) AS quote_count,
           avg((speaker_entity_id IS NOT NULL)::INTEGER) AS attributed_share,
           avg((kind = 'direct')::INTEGER) AS direct_share,
           avg((kind = 'indirect')::INTEGER) AS indirect_share
    FROM quoted GROUP BY publisher, published_on
)
SELECT
    a.publisher,
    a.published_on,
    count(*) AS article_count,
    count(DISTINCT coalesce(a.cluster_id, a.article_id)) AS story_count,
    sum(a.word_count)::BIGINT AS word_count,
    coalesce(any_value(q.quote_count), 0) AS quote_count,
    any_value(q.attributed_share) AS attributed_share,
    any_value(q.direct_share) AS direct_share,
    any_value(q.indirect_share) AS indirect_share,
    coalesce(any_value(s.speaker_count), 0) AS speaker_count,
    any_value(s.speaker_diversity) AS speaker_diversity
FROM articles a
LEFT JOIN quotes q
    ON q.publisher IS NOT DISTINCT FROM a.publisher AND q.published_on IS NOT DISTINCT FROM a.published_on
LEFT JOIN spoken s
    ON s.publisher IS NOT DISTINCT FROM a.publisher AND s.published_on IS NOT DISTINCT FROM a.published_on
GROUP BY a.publisher, a.published_on
