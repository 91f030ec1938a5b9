-- key: publisher, published_on, speaker_entity_id
-- order: date_trunc('month', published_on) NULLS FIRST, publisher, published_on, speaker_entity_id
-- state
SELECT
    a.publisher,
    CAST(coalesce(a.published_at, a.updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on,
    q.speaker_entity_id,
    count(*) AS quote_count
FROM {quotes} q JOIN {articles} a USING (article_id)
WHERE q.speaker_entity_id IS NOT NULL
GROUP BY a.publisher, published_on, q.speaker_entity_id
-- merged
SELECT publisher, published_on, speaker_entity_id, sum(quote_count)::BIGINT AS quote_count
FROM {both} GROUP BY publisher, published_on, speaker_entity_id
-- shown
SELECT d.publisher, d.published_on, d.speaker_entity_id, e.name AS speaker, d.quote_count
FROM dateline.kept_publisher_day_speakers d
LEFT JOIN news.entities e ON e.entity_id = d.speaker_entity_id
