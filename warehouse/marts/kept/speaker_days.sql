-- key: speaker_entity_id, published_on
-- order: date_trunc('month', published_on), speaker_entity_id, published_on
-- state
SELECT
    q.speaker_entity_id,
    CAST(coalesce(a.published_at, a.updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on,
    count(*) AS quote_count,
    count(*) FILTER (q.kind = 'direct') AS direct_count,
    count(DISTINCT q.article_id) AS article_count,
    coalesce(list(DISTINCT a.publisher) FILTER (a.publisher IS NOT NULL), []) AS publishers
FROM {quotes} q JOIN {articles} a USING (article_id)
WHERE q.speaker_entity_id IS NOT NULL AND coalesce(a.published_at, a.updated_at) IS NOT NULL
GROUP BY q.speaker_entity_id, published_on
-- merged
SELECT
    speaker_entity_id,
    published_on,
    sum(quote_count)::BIGINT AS quote_count,
    sum(direct_count)::BIGINT AS direct_count,
    sum(article_count)::BIGINT AS article_count,
    list_distinct(flatten(list(publishers))) AS publishers
FROM {both} GROUP BY speaker_entity_id, published_on
-- derived
SELECT * EXCLUDE (publishers), len(publishers) AS publisher_count, publishers FROM {rows}
-- shown
SELECT
    s.speaker_entity_id,
    e.name AS speaker,
    s.published_on,
    s.quote_count,
    s.direct_count,
    s.article_count,
    s.publisher_count
FROM dateline.kept_speaker_days s
LEFT JOIN news.entities e ON e.entity_id = s.speaker_entity_id
